import assert from "node:assert/strict";
import test from "node:test";
import { frameRateFor } from "../lib/frame-rate.js";

test("a small circle gets every picture, a crowd fewer", () => {
  assert.equal(frameRateFor(0), 24);
  assert.equal(frameRateFor(3), 24);
  assert.equal(frameRateFor(4), 12);
  assert.equal(frameRateFor(9), 8);
});

test("more people never mean more pictures", () => {
  for (let others = 0; others < 100; others += 1) {
    assert.ok(frameRateFor(others + 1) <= frameRateFor(others));
  }
});
