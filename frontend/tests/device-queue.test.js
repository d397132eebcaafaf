import assert from "node:assert/strict";
import test from "node:test";
import { DeviceQueue } from "../lib/device-queue.js";

test("changes come one after the other", async () => {
  const queue = new DeviceQueue();
  const made = [];
  const change = (name, wait) => async () => {
    await wait;
    made.push(name);
  };
  queue.add(change("first", new Promise(setImmediate)));
  await queue.add(change("second"));
  assert.deepEqual(made, ["first", "second"]);
});

test("one that fails holds up none", async () => {
  const queue = new DeviceQueue();
  const failing = queue.add(() => Promise.reject(new Error("no")));
  await assert.rejects(failing, /no/);
  let isMade = false;
  await queue.add(async () => {
    isMade = true;
  });
  assert.ok(isMade);
});

test("one that never ends is dropped with those behind it, and the next is made at once", async () => {
  const queue = new DeviceQueue();
  const turns = [];
  const asking = queue.add((turn) => {
    turns.push(turn);
    return new Promise(() => {});
  });
  const waiting = queue.add(async () => assert.fail("it was dropped"));
  await new Promise(setImmediate);
  queue.drop();
  await Promise.all([asking, waiting]);
  await queue.add(async (turn) => turns.push(turn));
  assert.deepEqual(
    turns.map(({ aborted }) => aborted),
    [true, false],
  );
});
