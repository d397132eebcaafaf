import assert from "node:assert/strict";
import { test } from "node:test";
import { actionOf, SHORTCUTS } from "../lib/shortcuts.js";

const ALONE = { ctrlKey: false, metaKey: false, altKey: false, repeat: false, isComposing: false };

test("each letter means its button, small or capital", () => {
  assert.equal(actionOf({ ...ALONE, key: "m" }), "microphone");
  assert.equal(actionOf({ ...ALONE, key: "V" }), "camera");
  assert.equal(actionOf({ ...ALONE, key: "?" }), "shortcuts");
  assert.equal(actionOf({ ...ALONE, key: "x" }), "");
  assert.equal(actionOf({ ...ALONE, key: "Escape" }), "");
});

test("the browser's own shortcuts and held keys mean nothing", () => {
  for (const with_ of ["ctrlKey", "metaKey", "altKey", "repeat", "isComposing"])
    assert.equal(actionOf({ ...ALONE, key: "c", [with_]: true }), "");
});

test("no key and no action is there twice", () => {
  for (const field of ["key", "action"])
    assert.equal(new Set(SHORTCUTS.map((shortcut) => shortcut[field])).size, SHORTCUTS.length);
});
