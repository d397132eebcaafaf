import assert from "node:assert/strict";
import { test } from "node:test";

import { pictureWords } from "../lib/tile-words.js";

const FACE = { camera: true, screen: false };

test("a picture that stands still says so, but not a screen, on which nobody may move", () => {
  assert.equal(pictureWords("live", FACE), "");
  assert.equal(pictureWords("frozen", FACE), "The picture stands still");
  assert.equal(pictureWords("frozen", { camera: false, screen: false }), "");
  assert.equal(pictureWords("frozen", { camera: true, screen: true }), "");
});

test("what has not come yet is waited for", () => {
  assert.equal(pictureWords("waiting", FACE), "Waiting for the picture");
  assert.equal(pictureWords("waiting", { camera: true, screen: true }), "Waiting for the picture");
  assert.equal(pictureWords("waiting", { camera: false, screen: false }), "Waiting for the sound");
});
