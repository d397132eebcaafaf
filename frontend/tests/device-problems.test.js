import assert from "node:assert/strict";
import test from "node:test";
import { deviceProblem } from "../lib/device-problems.js";

test("an error becomes a sentence that names the device", () => {
  const error = new DOMException("Permission denied", "NotAllowedError");
  const { kind, name, message } = deviceProblem("camera", error);
  assert.deepEqual([kind, name], ["camera", "NotAllowedError"]);
  assert.match(message, /your camera/);
  assert.doesNotMatch(message, /Error/);
});

test("an error that nobody foresaw has a sentence too", () => {
  assert.match(deviceProblem("microphone", new TypeError("x")).message, /microphone/);
  assert.match(deviceProblem("microphone", "EndedError").message, /disconnected/);
});
