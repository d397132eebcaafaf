import assert from "node:assert/strict";
import { test } from "node:test";
import { announcement } from "../lib/announcements.js";

const ada = {
  id: 1,
  name: "Ada",
  microphone: true,
  screen: false,
  hand_raised_at: null,
  connected: true,
};
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

test("hand, microphone, screen and connection are told when they change", () => {
  assert.equal(updated({ ...bob, hand_raised_at: 5 }), "Bob raised a hand.");
  assert.equal(updated({ ...bob, microphone: false }), "Bob turned the microphone off.");
  assert.equal(updated({ ...bob, screen: true }), "Bob shares a screen.");
  assert.equal(updated({ ...bob, connected: false }), "Bob lost the connection.");
  assert.equal(updated({ ...bob, speaking: true }), "");
});

test("what you did yourself is told as yours, for a key was pressed and no button; your connection otherwise", () => {
  assert.equal(updated({ ...ada, hand_raised_at: 5 }), "Your hand is raised.");
  assert.equal(updated({ ...ada, microphone: false }), "Your microphone is off.");
  assert.equal(updated({ ...ada, screen: true }), "You share your screen.");
  assert.equal(updated({ ...ada, connected: false }), "");
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

test("whom the spotlight is on is told, to newcomers too; a notice tells yourself", () => {
  const on = (participant) => announcement(room, { type: "spotlight", event: 4, participant });
  assert.equal(on(2), "Bob is in the spotlight.");
  assert.equal(on(null), "Nobody is in the spotlight any more.");
  assert.equal(on(1), "");
  assert.equal(on(9), "");
  const large = { ...room, spotlight: 2 };
  const left = { type: "participant_left", id: 2, name: "Bob", reason: "left" };
  assert.equal(announcement(large, left), "Bob left. Nobody is in the spotlight any more.");
  const welcome = { type: "welcome", you: 1, participants: [ada, bob], chat: [], spotlight: 2 };
  assert.equal(announcement(room, welcome), "Bob is in the spotlight.");
  assert.equal(announcement(room, { ...welcome, spotlight: null }), "");
});

test("a reaction is said with its word, your own too, and an unknown one is not", () => {
  const reaction = { type: "reaction", id: 2, name: "Bob", reaction: "applause" };
  assert.equal(announcement(room, reaction), "Bob reacts: applause.");
  assert.equal(announcement(room, { ...reaction, id: 1 }), "You react: applause.");
  for (const unknown of ["shrug", "constructor", "__proto__", undefined, 5])
    assert.equal(announcement(room, { ...reaction, reaction: unknown }), "");
});
