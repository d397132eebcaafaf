import assert from "node:assert/strict";
import { test } from "node:test";
import { on } from "../lib/events.js";
import { ScreenShare } from "../lib/screen-share.js";
import { words } from "../lib/words.js";

/** What somebody is told whose browser gives no screen. */
async function told(error) {
  const mediaDevices = {
    getDisplayMedia: async () => {
      throw error;
    },
  };
  Object.defineProperty(globalThis, "navigator", { value: { mediaDevices }, configurable: true });
  const share = new ScreenShare({ fake: false, name: "Ada" });
  const messages = [];
  on(share, "problem", ({ message }) => messages.push(message));
  await share.toggle();
  assert.equal(share.track, null);
  return messages;
}

test("a screen that cannot be shared is told of in the page's own words", async () => {
  const { screenRefused, screenNotShared } = words.media;
  for (const name of ["NotReadableError", "AbortError"])
    assert.deepEqual(await told(new DOMException("Could not start", name)), [screenRefused]);
  const bySystem = new DOMException("Permission denied by system", "NotAllowedError");
  assert.deepEqual(await told(bySystem), [screenRefused]);
  for (const error of [new DOMException("", "NotFoundError"), new TypeError("No."), "?"])
    assert.deepEqual(await told(error), [screenNotShared]);
});

test("who closes the browser's dialog is told nothing", async () => {
  assert.deepEqual(await told(new DOMException("Permission denied", "NotAllowedError")), []);
});
