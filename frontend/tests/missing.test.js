import assert from "node:assert/strict";
import { test } from "node:test";
import { comes, missed, missingSince } from "../lib/missing.js";

const [ADA, BEN] = [7, 8];

/** Whom a page tells in the end, of looks a second apart. */
function told(...looks) {
  let since = new Map();
  looks.forEach((look, second) => {
    since = missingSince(since, look, 1_000 * second);
  });
  return missed(since, 1_000 * (looks.length - 1));
}

const nothing = { id: ADA, due: true, comes: false };
const all = { id: ADA, due: true, comes: true };
const unseen = { id: ADA, due: false, comes: false };
const times = (count, ...look) => Array.from({ length: count }, () => look);

test("a short standstill is not told, a longer one is", () => {
  assert.deepEqual(told(...times(6, nothing)), []);
  assert.deepEqual(told(...times(7, nothing)), [ADA]);
  assert.deepEqual(told(...times(60, nothing)), [ADA]);
});

test("it is over as soon as something comes, and begins anew after that", () => {
  assert.deepEqual(told(...times(60, nothing), [all]), []);
  assert.deepEqual(told(...times(60, nothing), [all], ...times(6, nothing)), []);
  assert.deepEqual(told(...times(60, nothing), [all], ...times(7, nothing)), [ADA]);
});

test("nothing is due of whom nobody sees, or who has left", () => {
  assert.deepEqual(told(...times(60, unseen)), []);
  assert.deepEqual(told(...times(60, nothing), [unseen], ...times(3, nothing)), []);
  assert.deepEqual(told(...times(60, nothing), []), []);
});

test("each is looked at alone", () => {
  const ben = { ...nothing, id: BEN };
  assert.deepEqual(told(...times(60, all, ben)), [BEN]);
  assert.deepEqual(told(...times(60, nothing, ben)), [ADA, BEN]);
});

test("a picture that moves comes, or one of which there are bytes", () => {
  const tile = { state: "frozen", bitrate: 0 };
  assert.equal(comes(tile), false);
  assert.ok(comes({ ...tile, bitrate: 1 }));
  assert.ok(comes({ ...tile, state: "live" }));
});
