import assert from "node:assert/strict";
import { test } from "node:test";
import { Choices, chosen } from "../lib/choices.js";
import { CORNERS, nearestCorner, nextCorner, towards } from "../lib/corners.js";
import { Memory } from "../lib/memory.js";

const USUAL = { corner: "bottom-right", ownPicture: true, shortcuts: true, language: "" };

/** Storage as the browser has it, in a Map. */
function storage() {
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
  };
}

test("a choice is kept, and told", () => {
  const memory = new Memory({ tab: null, browser: storage() });
  const choices = new Choices(memory);
  assert.deepEqual(choices.now, USUAL);
  let told = 0;
  choices.addEventListener("change", () => told++);
  choices.change({ ownPicture: false, corner: "top-left" });
  assert.equal(told, 1);
  assert.deepEqual(new Choices(memory).now, { ...USUAL, corner: "top-left", ownPicture: false });
});

test("without storage, or with nonsense in it, everything is as usual", () => {
  assert.deepEqual(new Choices(new Memory({ tab: null, browser: null })).now, USUAL);
  for (const kept of [
    null,
    7,
    "x",
    [],
    { corner: "middle", shortcuts: "yes", language: "toString" },
  ])
    assert.deepEqual(chosen(kept), USUAL);
});

test("arrows lead from corner to corner, and no further", () => {
  assert.equal(towards("bottom-right", "ArrowUp"), "top-right");
  assert.equal(towards("bottom-right", "ArrowLeft"), "bottom-left");
  assert.equal(towards("top-left", "ArrowUp"), "top-left");
  assert.equal(towards("top-left", "x"), "top-left");
  assert.deepEqual(CORNERS.map(nextCorner), [...CORNERS.slice(1), CORNERS[0]]);
});

test("a picture that is let go lies in the nearest corner", () => {
  assert.equal(nearestCorner(0.1, 0.2), "top-left");
  assert.equal(nearestCorner(0.9, 0.2), "top-right");
  assert.equal(nearestCorner(0.4, 0.6), "bottom-left");
  assert.equal(nearestCorner(2, 2), "bottom-right");
});
