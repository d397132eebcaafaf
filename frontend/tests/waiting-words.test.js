import assert from "node:assert/strict";
import { test } from "node:test";
import { waitingWords } from "../lib/waiting-words.js";

test("who waits first is named, and the others counted", () => {
  const people = ["Ada", "Ben", "Cid"].map((name) => ({ name }));
  assert.equal(waitingWords([]), "");
  assert.equal(waitingWords(people.slice(0, 1)), "Ada waits to be let in: open Host.");
  assert.equal(waitingWords(people.slice(0, 2)), "Ada and one other wait to be let in: open Host.");
  assert.equal(waitingWords(people), "Ada and 2 others wait to be let in: open Host.");
});
