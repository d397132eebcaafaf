import assert from "node:assert/strict";
import test from "node:test";
import { AppendQueue, beginsCluster } from "../lib/append-queue.js";

const START = { mime: "video/webm", timestamp: 0 };
const cluster = (/** @type {number[]} */ ...rest) => Uint8Array.of(0x1f, 0x43, 0xb6, 0x75, ...rest);

/** All that a queue gives, in order. @param {AppendQueue} queue */
function drain(queue) {
  const entries = [];
  for (let entry = queue.peek(); entry; entry = queue.peek()) {
    entries.push("bytes" in entry ? [...entry.bytes] : "start");
    queue.shift();
  }
  return entries;
}

test("what comes before the first start is refused", () => {
  const queue = new AppendQueue();
  assert.equal(queue.push(Uint8Array.of(1)), false);
  assert.equal(queue.peek(), undefined);
});

test("what waits together comes together, in order", () => {
  const queue = new AppendQueue();
  queue.begin(START);
  for (const byte of [1, 2, 3]) assert.equal(queue.push(Uint8Array.of(byte)), true);
  queue.begin(START);
  queue.push(Uint8Array.of(4));
  assert.deepEqual(drain(queue), ["start", [1, 2, 3], "start", [4]]);
});

test("a cluster begins an append of its own, so that its time can be noted", () => {
  const queue = new AppendQueue();
  queue.begin(START);
  for (const bytes of [Uint8Array.of(1), cluster(2), Uint8Array.of(3), cluster(4)]) {
    queue.push(bytes);
  }
  assert.deepEqual(drain(queue), ["start", [1], [...cluster(2), 3], [...cluster(4)]]);
});

test("an entry stays until it is taken out", () => {
  const queue = new AppendQueue();
  queue.begin(START);
  assert.equal(queue.peek(), queue.peek());
});

test("too much is thrown away as a whole, and nothing is taken until the next start", () => {
  const queue = new AppendQueue();
  queue.begin(START);
  const megabyte = () => new Uint8Array(1024 * 1024);
  for (let count = 0; count < 8; count += 1) assert.equal(queue.push(megabyte()), true);
  assert.equal(queue.push(megabyte()), false);
  assert.equal(queue.push(Uint8Array.of(1)), false);
  assert.equal(queue.peek(), undefined);
  queue.begin(START);
  assert.equal(queue.push(Uint8Array.of(2)), true);
  assert.deepEqual(drain(queue), ["start", [2]]);
});

test("a cluster is known by its first four bytes", () => {
  assert.equal(beginsCluster(cluster(1)), true);
  assert.equal(beginsCluster(Uint8Array.of(0x1f, 0x43)), false);
  assert.equal(beginsCluster(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3)), false);
});
