import assert from "node:assert/strict";
import { test } from "node:test";
import { gridShape } from "../lib/grid-shape.js";

const GAP = 8;

/** Whether the tiles fit on the stage and are neither wider than 16:9 nor narrower than allowed. */
function check(count, width, height) {
  const shape = gridShape(count, width, height, GAP);
  const about = `${count} on ${width} x ${height}: ${JSON.stringify(shape)}`;
  assert.ok(shape.columns * shape.rows >= count, about);
  assert.ok(shape.columns * (shape.rows - 1) < count, about);
  assert.ok(shape.columns * (shape.width + GAP) - GAP <= width, about);
  assert.ok(shape.rows * (shape.height + GAP) - GAP <= height, about);
  assert.ok(shape.width / shape.height <= 16 / 9 + 0.02, about);
  const narrowest = width > height ? 4 / 3 : count === 1 ? 3 / 4 : 1;
  assert.ok(shape.width / shape.height >= narrowest - 0.02, about);
  return (count * shape.width * shape.height) / (width * height);
}

test("up to 25 tiles fit on every stage", () => {
  for (const [width, height] of [
    [1256, 672],
    [366, 690],
    [1900, 950],
    [700, 330],
    [800, 800],
  ])
    for (let count = 1; count <= 25; count += 1) check(count, width, height);
});

test("1 to 25 tiles use most of a laptop's and of a phone's stage", () => {
  for (let count = 1; count <= 25; count += 1) {
    assert.ok(check(count, 1256, 672) > 0.68, `${count} on a laptop`);
    assert.ok(check(count, 366, 690) > 0.62, `${count} on a phone`);
  }
});

test("a phone held upright stacks, a wide screen puts side by side", () => {
  assert.deepEqual(pick(gridShape(3, 366, 690, GAP)), [1, 3]);
  assert.deepEqual(pick(gridShape(2, 1256, 672, GAP)), [2, 1]);
  assert.deepEqual(pick(gridShape(9, 1256, 672, GAP)), [3, 3]);
});

test("who is alone on a phone held upright is upright too", () => {
  const { width, height } = gridShape(1, 366, 690, GAP);
  assert.deepEqual([width, height], [366, 488]);
  assert.equal(gridShape(1, 800, 800, GAP).height, 800);
});

test("no tile, or no stage, is no trouble", () => {
  assert.deepEqual(gridShape(0, 800, 600, GAP), { columns: 1, rows: 1, width: 0, height: 0 });
  assert.equal(gridShape(5, 0, 0, GAP).width, 0);
});

function pick({ columns, rows }) {
  return [columns, rows];
}
