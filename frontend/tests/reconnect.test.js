import assert from "node:assert/strict";
import { test } from "node:test";
import { reconnectDelay } from "../lib/reconnect.js";

test("the ladder is climbed and its last rung kept", () => {
  const delays = [0, 1, 2, 3, 4, 5, 6, 100].map((attempt) => reconnectDelay(attempt, 0));
  assert.deepEqual(delays, [0, 300, 1_200, 2_700, 4_800, 7_000, 7_000, 7_000]);
});

test("jitter adds up to a fifth, and nothing to the first attempt", () => {
  assert.equal(reconnectDelay(0, 1), 0);
  assert.equal(reconnectDelay(1, 0.5), 330);
  assert.equal(reconnectDelay(9, 1), 8_400);
});
