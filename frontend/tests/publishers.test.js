import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted } from "../lib/painted-screen.js";
import { tileOf } from "../lib/publishers.js";

test("a screen's number leads to its own tile", () => {
  assert.equal(tileOf(7), 7);
  assert.equal(tileOf(0x8000_0007), "7-screen");
});

test("a picture of any shape is as large as it fits, in the middle", () => {
  assert.deepEqual(fitted({ width: 2560, height: 1440 }), { x: 0, y: 0, width: 1280, height: 720 });
  assert.deepEqual(fitted({ width: 400, height: 720 }), { x: 440, y: 0, width: 400, height: 720 });
  assert.deepEqual(fitted({ width: 640, height: 180 }), { x: 0, y: 180, width: 1280, height: 360 });
  assert.equal(fitted({ width: 0, height: 0 }).width, 0);
});
