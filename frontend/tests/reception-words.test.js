import assert from "node:assert/strict";
import { test } from "node:test";
import { unreceivedWords, unseenScreenWords } from "../lib/reception-words.js";

test("nothing is said while all is well", () => {
  assert.equal(unreceivedWords([], 0), "");
  assert.equal(unreceivedWords([], 5), "");
});

test("if only some do not receive you, it is for them to do something", () => {
  assert.equal(
    unreceivedWords(["Ada"], 2),
    "Ada does not receive you, but others do. Ask Ada whether their page tells the reason. If not, they should reload it, or use another network.",
  );
  assert.match(
    unreceivedWords(["Ada", "Ben"], 3),
    /^Ada and Ben do not receive you, .* Ask them whether/,
  );
  assert.match(unreceivedWords(["A", "B", "C", "D", "E"], 6), /^A, B, C and 2 others do not/);
});

test("if nobody receives you, it is for you; of two, it may be either", () => {
  assert.match(
    unreceivedWords(["Ada", "Ben"], 2),
    /^Nobody receives you\. Check your network.* If .*, ask the others whether/,
  );
  assert.match(
    unreceivedWords(["Ada"], 1),
    /^Ada does not receive you\. Ask Ada whether .*\. If not, reload this page, then/,
  );
});

test("of a screen it is said what to do about the screen", () => {
  assert.equal(unseenScreenWords([], 2), "");
  assert.match(unseenScreenWords(["Ada"], 2), /^Ada does not see your screen, but others do\. Ask/);
  assert.match(unseenScreenWords(["Ada", "Ben"], 2), /^Nobody sees your screen\. Stop sharing it/);
  assert.match(unseenScreenWords(["Ada"], 1), /^Ada does not see your screen\. Stop sharing it/);
});
