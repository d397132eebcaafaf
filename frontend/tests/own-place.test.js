import assert from "node:assert/strict";
import { test } from "node:test";
import { CORNERS } from "../lib/corners.js";
import { mostTiles, planBeside, planOf } from "../lib/own-place.js";

const GAP = 8;
const TOOLS = 36; // as deep as a tile's numbers and buttons are
const LABEL = 60; // the least that is left of a name
const STAGES = [
  [1256, 672],
  [1256, 590],
  [366, 660],
  [820, 252],
  [616, 222],
  [296, 117],
];

/** The own picture as wide as a stage wants it. */
function own(corner, [width, height]) {
  const wide = Math.min(width < 400 ? 104 : width < 900 ? 127 : 192, 0.3 * width);
  return { corner, width: wide, height: (wide * 9) / 16, stage: { width, height } };
}

function whole([width, height]) {
  return { left: 0, top: 0, width, height };
}

/** How far two boxes lie over each other, across and down. */
function overlap(a, b) {
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const down = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return across > 0.01 && down > 0.01 ? [across, down] : null;
}

/** Every number of tiles that a stage holds, in every corner. */
function* plans() {
  for (const stage of STAGES)
    for (const corner of CORNERS) {
      const mine = own(corner, stage);
      for (let count = 0; count <= mostTiles(whole(stage), mine, GAP); count += 1)
        yield [planOf(count, whole(stage), mine, GAP), `${count} on ${stage}, ${corner}`, stage];
    }
}

test("the own picture covers no tile, or leaves one its name, its buttons and its middle", () => {
  for (const [{ boxes, own: mine, cover }, about] of plans()) {
    const under = boxes.filter((box) => overlap(box, mine));
    assert.equal(under.length, cover ? 1 : 0, about);
    if (!cover) continue;
    const [box] = under;
    assert.deepEqual(boxes.indexOf(box), cover.index, about);
    assert.ok(box.width - cover.width >= LABEL, about);
    assert.equal(overlap({ ...box, height: TOOLS }, mine), null, about);
    const middle = { left: box.left + box.width / 2, top: box.top + box.height / 2 };
    assert.equal(overlap({ ...middle, width: 1, height: 1 }, mine), null, about);
  }
});

test("no tile lies on another, each is on the stage, and the own picture stays of use", () => {
  for (const [{ boxes, own: mine }, about, [width, height]] of plans()) {
    for (const [index, box] of boxes.entries()) {
      assert.ok(box.left >= 0 && box.left + box.width <= width + 0.01, about);
      assert.ok(box.top >= 0 && box.top + box.height <= height + 0.01, about);
      for (const other of boxes.slice(index + 1)) assert.equal(overlap(box, other), null, about);
    }
    assert.ok(mine.width >= 64 && mine.height >= 36, `${about}: ${mine.width} x ${mine.height}`);
  }
});

test("a short last row is centred where the own picture fits beside it, else begins at the edge", () => {
  const tracks = (count, stage, corner) => {
    const { shape, seats } = planOf(count, whole(stage), own(corner, stage), GAP);
    return [
      shape.columns,
      ...seats.filter(({ row }) => row === shape.rows - 1).map((s) => s.track),
    ];
  };
  assert.deepEqual(tracks(11, STAGES[0], "top-left"), [4, 0, 2, 4, 6]);
  assert.deepEqual(tracks(11, STAGES[0], "bottom-right"), [4, 0, 2, 4]);
  assert.deepEqual(tracks(11, STAGES[0], "bottom-left"), [4, 2, 4, 6]);
  assert.deepEqual(tracks(10, STAGES[0], "bottom-right"), [4, 2, 4]);
  assert.deepEqual(tracks(11, STAGES[3], "bottom-right"), [6, 0, 2, 4, 6, 8]);
});

test("where a row leaves no room, the own picture has a cell like that of a tile", () => {
  const stage = STAGES[1];
  for (const corner of CORNERS) {
    const { seats, shape } = planOf(24, whole(stage), own(corner, stage), GAP);
    const row = corner.startsWith("top") ? 0 : shape.rows - 1;
    const track = corner.endsWith("left") ? 0 : 2 * (shape.columns - 1);
    assert.ok(shape.columns * shape.rows > 24, corner);
    assert.ok(!seats.some((seat) => seat.row === row && seat.track === track), corner);
  }
});

test("without an own picture the tiles have the stage to themselves", () => {
  const { own: mine, seats, cover } = planOf(11, whole(STAGES[0]), null, GAP);
  assert.deepEqual([mine, cover, seats[8].track], [null, null, 1]);
});

test("beside a large tile it lies in its corner, below the buttons of that, or at the lower edge", () => {
  const at = (stage, corner, large, strip) => {
    const { own: mine, cover, boxes } = planBeside(large, 1, strip, own(corner, stage), GAP);
    return [mine.top, boxes.length, cover];
  };
  const large = { left: 0, top: 0, width: 984, height: 672 };
  const strip = { left: 992, top: 124, width: 264, height: 548 };
  assert.deepEqual(at(STAGES[0], "top-right", large, strip), [8, 2, null]);
  const cover = { index: 0, side: "left", width: 200, isLow: false };
  assert.deepEqual(at(STAGES[0], "top-left", large, strip), [44, 2, cover]);
  const low = { ...cover, isLow: true };
  assert.deepEqual(at(STAGES[0], "bottom-left", large, strip), [556, 2, low]);
  const [tiny, thin] = [
    { left: 0, top: 0, width: 192, height: 65 },
    { left: 200, top: 0, width: 96, height: 65 },
  ];
  for (const corner of CORNERS) {
    const [top, , none] = at(STAGES[5], corner, tiny, thin);
    assert.deepEqual([Math.round(top), none ?? null], [59, null], corner);
  }
});

test("a laptop's stage holds 25 tiles, a smaller one as many as are of use", () => {
  assert.equal(mostTiles(whole([1256, 590]), null, GAP), 25);
  assert.equal(mostTiles(whole([1256, 590]), own("top-left", [1256, 590]), GAP), 25);
  assert.equal(mostTiles(whole([366, 640]), null, GAP), 24);
  assert.equal(mostTiles(whole([366, 640]), own("top-left", [366, 640]), GAP), 23);
  assert.ok(mostTiles(whole([616, 222]), null, GAP) >= 9);
  assert.equal(mostTiles(whole([60, 40]), null, GAP), 1);
  for (const stage of STAGES) {
    const most = mostTiles(whole(stage), null, GAP);
    const { shape } = planOf(most, whole(stage), null, GAP);
    assert.ok(most === 1 || (shape.width >= 100 && shape.height >= 72), `${stage}`);
  }
});
