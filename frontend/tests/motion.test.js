import assert from "node:assert/strict";
import { test } from "node:test";
import { Motion } from "../lib/motion.js";

/** What is seen in looks each 250 ms, at so many pictures a second. */
function seen(motion, perSecond, from, to) {
  const all = [];
  for (let now = from; now < to; now += 250)
    all.push(motion.look(now, Math.floor((now * perSecond) / 1_000)));
  return all;
}

test("a picture moves from the fourth on, and stands when fewer came in 2.5 s", () => {
  const motion = new Motion();
  assert.deepEqual(seen(motion, 8, 0, 1_000), ["unknown", "unknown", "moves", "moves"]);
  const after = Array.from({ length: 12 }, (_, look) => motion.look(1_000 + 250 * look, 8));
  assert.equal(after.indexOf("stands"), 9); // until then four of its pictures were in the window
  assert.deepEqual(new Set(after.slice(9)), new Set(["stands"]));
});

test("pictures that are counted anew, as of a new source, are not too few", () => {
  const motion = new Motion();
  for (let now = 0; now <= 5_000; now += 250) motion.look(now, now / 50);
  assert.deepEqual(
    [0, 2, 4, 6].map((pictures) => motion.look(5_250 + 50 * pictures, pictures)),
    ["unknown", "unknown", "moves", "moves"],
  );
});

test("one picture a second is one that stands, two move", () => {
  assert.equal(seen(new Motion(), 1, 0, 10_000).at(-1), "stands");
  assert.ok(!seen(new Motion(), 1, 0, 60_000).includes("moves"));
  assert.ok(!seen(new Motion(), 2, 0, 60_000).includes("stands"));
});

test("it moves again with the fourth picture, and knows nothing when it begins anew", () => {
  const motion = new Motion();
  for (let now = 0; now <= 5_000; now += 250) motion.look(now, 0);
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((pictures) => motion.look(5_000 + 50 * pictures, pictures)),
    ["stands", "stands", "stands", "moves", "moves"],
  );
  motion.restart();
  assert.equal(motion.look(9_000, 5), "unknown");
});
