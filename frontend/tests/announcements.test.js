import assert from "node:assert/strict";
import { test } from "node:test";
import { announcement } from "../lib/announcements.js";

const ada = { id: 1, name: "Ada", microphone: true, hand_raised_at: null, connected: true };
const bob = { ...ada, id: 2, name: "Bob" };
const room = { you: 1, participants: new Map([ada, bob].map((one) => [one.id, one])), chat: [] };

const updated = (participant) => announcement(room, { type: "participant_updated", participant });

test("coming and going is told, with the reason", () => {
  const left = (reason) =>
    announcement(room, { type: "participant_left", id: 2, name: "Bob", reason });
  assert.equal(announcement(room, { type: "participant_joined", participant: bob }), "Bob joined.");
  assert.equal(left("left"), "Bob left.");
  assert.equal(left("lost"), "Bob lost the connection and left.");
  assert.equal(left("removed"), "Bob was removed.");
});

test("hand, microphone and connection are told when they change", () => {
  assert.equal(updated({ ...bob, hand_raised_at: 5 }), "Bob raised a hand.");
  assert.equal(updated({ ...bob, microphone: false }), "Bob turned the microphone off.");
  assert.equal(updated({ ...bob, connected: false }), "Bob lost the connection.");
  assert.equal(updated({ ...bob, speaking: true }), "");
});

test("chat is read out, but not what you wrote yourself", () => {
  const chat = { type: "chat", name: "Bob", text: "<b>hi</b>", event: 3, at: 0 };
  assert.equal(announcement(room, { ...chat, id: 2 }), "Bob writes: <b>hi</b>");
  assert.equal(announcement(room, { ...chat, id: 1 }), "");
});

test("your own coming is no news", () => {
  assert.equal(announcement(room, { type: "participant_joined", participant: ada }), "");
  assert.equal(announcement(room, { type: "welcome" }), "");
});
