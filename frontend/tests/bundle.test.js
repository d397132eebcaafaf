import assert from "node:assert/strict";
import test from "node:test";
import { Bundle } from "../lib/bundle.js";

const chunk = (/** @type {number[]} */ ...bytes) => new Uint8Array(bytes);

test("without a distance each chunk passes as it is", () => {
  const bundle = new Bundle();
  const one = chunk(1);
  assert.equal(bundle.add(one, 0), one);
  assert.deepEqual(bundle.add(chunk(2), 1), chunk(2));
});

test("chunks that come too soon go together, in their order, and none is lost", () => {
  const bundle = new Bundle();
  bundle.apart = 200;
  assert.deepEqual(bundle.add(chunk(1), 0), chunk(1));
  assert.equal(bundle.add(chunk(2, 3), 125), null);
  assert.deepEqual(bundle.add(chunk(4), 250), chunk(2, 3, 4));
  assert.equal(bundle.add(chunk(5), 375), null);
  bundle.apart = 0;
  assert.deepEqual(bundle.add(chunk(6), 380), chunk(5, 6));
});

test("what is held back does not come under the next epoch", () => {
  const bundle = new Bundle();
  bundle.apart = 200;
  bundle.add(chunk(1), 0);
  bundle.add(chunk(2), 100);
  bundle.clear();
  assert.deepEqual(bundle.add(chunk(3), 250), chunk(3));
});
