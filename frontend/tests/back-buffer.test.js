import assert from "node:assert/strict";
import test from "node:test";
import { BackBuffer } from "../lib/back-buffer.js";

/** A stream with keyframes at these seconds. @param {number[]} times */
function streamWith(...times) {
  const behind = new BackBuffer();
  for (const time of times) behind.note(time);
  return behind;
}

test("a removal ends well before the last keyframe that may stay", () => {
  assert.equal(streamWith(0, 1, 2, 3, 4, 5).removable(0, 3.4), 2.5);
});

test("the group of pictures that is shown is never removed", () => {
  assert.equal(streamWith(0, 8).removable(0, 7.9), null);
});

test("what has been removed is not removed again", () => {
  const behind = streamWith(0, 2, 4);
  assert.equal(behind.removable(0, 3), 1.5);
  assert.equal(behind.removable(2, 3), null);
  assert.equal(behind.removable(2, 4), 3.5);
});

test("without keyframes nothing can be removed", () => {
  assert.equal(streamWith().removable(0, 100), null);
});
