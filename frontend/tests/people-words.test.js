import assert from "node:assert/strict";
import { test } from "node:test";
import { inARow, peopleWords } from "../lib/people-words.js";

const NAMES = ["Ada", "Ben", "Cid", "Dora", "Eva"];

/** What a server tells of so many people. */
const told = (count) => ({ count, names: NAMES.slice(0, count) });

test("a few people are named, and the others counted", () => {
  assert.equal(peopleWords(told(0)), "Nobody is in this room yet.");
  assert.equal(peopleWords(told(1)), "Ada is in this room.");
  assert.equal(peopleWords(told(2)), "Ada and Ben are in this room.");
  assert.equal(peopleWords(told(3)), "Ada, Ben and Cid are in this room.");
  assert.equal(peopleWords(told(4)), "Ada, Ben, Cid and one other are in this room.");
  assert.equal(peopleWords(told(150)), "Ada, Ben, Cid and 147 others are in this room.");
});

test("who may not know is told nothing, and nonsense as little", () => {
  for (const nothing of [{ count: null, names: [] }, null, undefined, 7, {}, { count: 2 }])
    assert.equal(peopleWords(nothing), "");
});

test("without a count the names are all there are", () => {
  assert.equal(inARow([]), "");
  assert.equal(inARow(NAMES), "Ada, Ben, Cid and 2 others");
});
