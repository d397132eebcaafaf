import assert from "node:assert/strict";
import { test } from "node:test";
import { focusShape } from "../lib/focus-shape.js";
import { mostTiles, planBeside, planOf } from "../lib/own-place.js";

const [LAPTOP, PHONE] = [
  { width: 1256, height: 590 },
  { width: 366, height: 690 },
];
const GAP = 8;

/** Whether two places have a point in common. */
function overlap(a, b) {
  const beside = a.left + a.width <= b.left || b.left + b.width <= a.left;
  return !(beside || a.top + a.height <= b.top || b.top + b.height <= a.top);
}

test("the large picture has most of the stage, the strip the rest", () => {
  for (const stage of [LAPTOP, PHONE, { width: 560, height: 180 }, { width: 300, height: 310 }]) {
    const { large, strip } = focusShape(stage, { others: 3, gap: GAP, own: null });
    assert.ok(!overlap(large, strip));
    assert.ok(large.width > 0 && large.height > 0 && strip.width > 60 && strip.height > 60);
    assert.ok(strip.left + strip.width <= stage.width && strip.top + strip.height <= stage.height);
  }
  const { large, strip } = focusShape(LAPTOP, { others: 3, gap: GAP, own: null });
  assert.ok(large.width > 3 * strip.width);
});

test("tiles in a strip beside the large picture are of the shape of others", () => {
  const { strip } = focusShape(LAPTOP, { others: 1, gap: GAP, own: null });
  for (let count = 1; count <= mostTiles(strip, null, GAP); count += 1)
    for (const plan of [
      planBeside(strip, count, strip, null, GAP),
      planOf(count, strip, null, GAP),
    ]) {
      const { width, height } = plan.shape;
      assert.ok(width / height > 4 / 3 - 0.02 && width / height < 16 / 9 + 0.02, `${count}`);
    }
  const below = focusShape(PHONE, { others: 1, gap: GAP, own: null }).strip;
  assert.equal(planBeside(below, 1, below, null, GAP).shape.height, below.height);
});

test("nobody who joins moves the large picture", () => {
  for (const stage of [LAPTOP, PHONE]) {
    const of = (others) => focusShape(stage, { others, gap: GAP, own: null }).large;
    assert.deepEqual(of(1), of(11));
  }
});

test("who is alone and large has the whole stage", () => {
  const { large, strip } = focusShape(LAPTOP, { others: 0, gap: GAP, own: null });
  assert.deepEqual(large, { left: 0, top: 0, ...LAPTOP });
  assert.equal(strip.width * strip.height, 0);
});

test("the strip leaves your own picture alone, in whichever corner", () => {
  const size = { width: 112, height: 80 };
  for (const corner of ["top-left", "top-right", "bottom-left", "bottom-right"]) {
    for (const stage of [LAPTOP, PHONE]) {
      const { strip } = focusShape(stage, { others: 4, gap: GAP, own: { corner, ...size } });
      const own = {
        left: corner.endsWith("left") ? 0 : stage.width - size.width,
        top: corner.startsWith("top") ? 0 : stage.height - size.height,
        ...size,
      };
      assert.ok(!overlap(strip, own), corner);
    }
  }
});

test("on a low stage the strip has what a picture of 16:9 leaves, and your own one a place in it", () => {
  const own = { corner: "bottom-right", width: 124, height: 70 };
  for (const [width, height] of [
    [820, 252],
    [908, 292],
    [643, 237],
  ]) {
    const { large, strip, isBroad } = focusShape({ width, height }, { others: 5, gap: GAP, own });
    assert.ok(isBroad && Math.abs(large.width - (height * 16) / 9) < 2);
    assert.equal(strip.height, height);
    assert.ok(strip.width > 200);
  }
  assert.ok(!focusShape(LAPTOP, { others: 5, gap: GAP, own }).isBroad);
});

test("a strip that is too low is covered rather than given up", () => {
  const own = { corner: "bottom-right", width: 112, height: 80 };
  const { strip } = focusShape({ width: 500, height: 120 }, { others: 2, gap: GAP, own });
  assert.equal(strip.height, 120);
});
