import assert from "node:assert/strict";
import { test } from "node:test";

import { ICONS } from "../lib/icons.js";
import { statusOf } from "../lib/tile-words.js";

const ON = { connected: "true", camera: "true", microphone: "true" };
const OFF = { ...ON, camera: "false" };

/** @param {import("../lib/tile-words.js").Told} told */
const text = (told) => statusOf(told).text;

test("a picture that stands still says so", () => {
  assert.equal(text({ ...ON, state: "live" }), "");
  assert.equal(text({ ...ON, state: "frozen" }), "The picture stands still");
  assert.equal(text({ ...OFF, state: "frozen" }), "");
});

test("what has not come yet is waited for, but nothing of who sends nothing", () => {
  assert.equal(text({ ...ON, state: "waiting" }), "Waiting for the picture");
  assert.equal(text({ ...OFF, state: "waiting" }), "Waiting for the sound");
  assert.equal(text({ ...OFF, microphone: "false", state: "waiting" }), "");
});

test("who has no place to send is not waited for", () => {
  for (const state of ["waiting", "frozen"])
    assert.equal(text({ ...ON, forwarded: "false", state }), "No place to send yet");
  assert.equal(text({ ...ON, forwarded: "true", state: "waiting" }), "Waiting for the picture");
  assert.equal(text({ ...ON, forwarded: "false", state: "live" }), ""); // a screen, in step 1
  const silent = { ...OFF, microphone: "false", forwarded: "false" };
  assert.equal(text({ ...silent, state: "waiting" }), "");
});

test("whatever was seen last, a lost connection says so", () => {
  for (const state of ["waiting", "live", "frozen"])
    for (const whose of [ON, OFF])
      assert.equal(text({ ...whose, connected: "false", state }), "Lost the connection");
});

test("each sentence has a sign of its own, and where there is none there is no sign", () => {
  const told = [
    { ...ON, connected: "false" },
    { ...ON, state: "frozen" },
    { ...ON, state: "waiting" },
  ];
  const signs = told.map((one) => statusOf(one).sign);
  assert.equal(new Set(signs).size, 3);
  assert.ok(signs.every((sign) => sign !== null && sign in ICONS));
  assert.equal(statusOf({ ...ON, state: "live" }).sign, null);
});
