import assert from "node:assert/strict";
import test from "node:test";
import { paceFor } from "../lib/crowd.js";

test("a small circle gets all pictures at once, a crowd fewer and more at a time", () => {
  assert.deepEqual(paceFor(0), { frames: 24, apart: 0 });
  assert.deepEqual(paceFor(3), { frames: 24, apart: 0 });
  assert.deepEqual(paceFor(4), { frames: 12, apart: 0 });
  assert.deepEqual(paceFor(9), { frames: 8, apart: 190 });
});

test("more people never mean more", () => {
  for (let others = 0; others < 150; others += 1) {
    assert.ok(paceFor(others + 1).frames <= paceFor(others).frames);
    assert.ok(paceFor(others + 1).apart >= paceFor(others).apart);
  }
});
