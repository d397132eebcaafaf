import assert from "node:assert/strict";
import { test } from "node:test";
import {
  EMPTY_ROOM,
  inOrder,
  others,
  reduce,
  senders,
  unreadSince,
  yourself,
} from "../lib/room-store.js";

const person = (id, name, more = {}) => ({
  id,
  name,
  microphone: true,
  camera: true,
  screen: false,
  speaking: false,
  hand_raised_at: null,
  quality: "good",
  connected: true,
  view: false,
  since: 0,
  ...more,
});

const line = (event, id, text) => ({
  type: "chat",
  event,
  id,
  name: `n${id}`,
  text,
  at: 100 + event,
});

const welcome = (people, chat = []) => ({
  type: "welcome",
  you: people[0].id,
  participants: people,
  chat,
});

const names = (people) => people.map(({ name }) => name);

const ROOM = reduce(EMPTY_ROOM, welcome([person(1, "Ada"), person(2, "Bob"), person(3, "Cy")]));

test("a welcome tells who is here and who you are", () => {
  assert.deepEqual([...ROOM.participants.keys()], [1, 2, 3]);
  assert.equal(yourself(ROOM)?.name, "Ada");
  assert.deepEqual(names(others(ROOM)), ["Bob", "Cy"]);
});

test("people come, change and go, and the room before stays as it was", () => {
  const joined = reduce(ROOM, {
    type: "participant_joined",
    event: 5,
    participant: person(4, "Di"),
  });
  const changed = { ...person(2, "Bob"), camera: false };
  const updated = reduce(joined, { type: "participant_updated", event: 6, participant: changed });
  const left = reduce(updated, {
    type: "participant_left",
    event: 7,
    id: 3,
    name: "Cy",
    reason: "left",
  });
  assert.deepEqual(names([...left.participants.values()]), ["Ada", "Bob", "Di"]);
  assert.equal(left.participants.get(2)?.camera, false);
  assert.equal(ROOM.participants.get(2)?.camera, true);
  assert.equal(ROOM.participants.size, 3);
});

test("a welcome without participants keeps what is known: the missed events follow", () => {
  const spoken = reduce(ROOM, line(4, 2, "hello"));
  const resumed = reduce(spoken, { type: "welcome", you: 1, participants: null, chat: [] });
  assert.equal(resumed.participants.size, 3);
  assert.equal(resumed.chat.length, 1);
});

test("a full welcome replaces everything", () => {
  const spoken = reduce(ROOM, line(4, 2, "hello"));
  const fresh = reduce(spoken, welcome([person(9, "Ada")], [line(1, 9, "again")]));
  assert.deepEqual([...fresh.participants.keys()], [9]);
  assert.deepEqual(fresh.chat, [{ event: 1, id: 9, name: "n9", text: "again", at: 101 }]);
});

test("the chat keeps the last 500 lines", () => {
  let room = ROOM;
  for (let event = 1; event <= 600; event += 1) room = reduce(room, line(event, 2, "x"));
  assert.equal(room.chat.length, 500);
  assert.equal(room.chat[0].event, 101);
});

test("whoever only watches has no picture to show", () => {
  const viewer = person(4, "Di", { view: true });
  const room = reduce(ROOM, { type: "participant_joined", event: 5, participant: viewer });
  assert.deepEqual(names(others(room)), ["Bob", "Cy", "Di"]);
  assert.deepEqual(names(senders(room)), ["Bob", "Cy"]);
});

test("raised hands come first, the oldest before the newest, then you", () => {
  const people = [
    person(2, "Bob"),
    person(1, "Ada"),
    person(3, "Cy", { hand_raised_at: 200 }),
    person(4, "Di", { hand_raised_at: 100 }),
  ];
  assert.deepEqual(names(inOrder(reduce(EMPTY_ROOM, welcome(people)))), ["Di", "Cy", "Bob", "Ada"]);
});

test("unread is what others wrote since, not what you wrote", () => {
  const chat = [line(4, 2, "a"), line(5, 1, "b"), line(6, 3, "c")].reduce(reduce, ROOM);
  assert.equal(unreadSince(chat, 0), 2);
  assert.equal(unreadSince(chat, 104), 1);
  assert.equal(unreadSince(chat, 106), 0);
});

test("a message that is not about the room changes nothing", () => {
  assert.equal(reduce(ROOM, { type: "offer", revision: 1, sdp: "" }), ROOM);
});

test("the spotlight moves, is told to newcomers, and ends when the person in it leaves", () => {
  assert.equal(ROOM.spotlight, null);
  const onBob = reduce(ROOM, { type: "spotlight", event: 5, participant: 2 });
  assert.equal(onBob.spotlight, 2);
  const left = (id) => reduce(onBob, { type: "participant_left", event: 6, id, name: "x" });
  assert.equal(left(3).spotlight, 2);
  assert.equal(left(2).spotlight, null);
  assert.equal(reduce(onBob, { type: "spotlight", event: 6, participant: null }).spotlight, null);
  const told = { ...welcome([person(1, "Ada"), person(2, "Bob")]), spotlight: 2 };
  assert.equal(reduce(EMPTY_ROOM, told).spotlight, 2);
  const back = { type: "welcome", you: 1, participants: null, chat: [], spotlight: null };
  assert.equal(reduce(onBob, back).spotlight, 2); // the missed events follow
});
