import assert from "node:assert/strict";
import { test } from "node:test";
import { Unheard } from "../lib/unheard.js";

const LINE = { type: "chat", text: "Hello?" };
const SECOND = { type: "chat", text: "Anybody?" };
const HAND = { type: "hand", raised: true };

function person(id, raised = false) {
  return { id, name: `P${id}`, hand_raised_at: raised ? 5 : null };
}

function welcome(changes = {}) {
  const participants = [person(1), person(2)];
  return { type: "welcome", you: 1, event: 7, participants, chat: [], ...changes };
}

function line(event, id, text) {
  return { type: "chat", event, id, name: `P${id}`, text, at: 0 };
}

/** What somebody has said who is in the room. */
function said(...messages) {
  const unheard = new Unheard();
  assert.deepEqual(unheard.hear(welcome()), []);
  for (const message of messages) unheard.say(message);
  return unheard;
}

test("a line is kept until the room tells it, and only its own", () => {
  const unheard = said(LINE, SECOND);
  assert.deepEqual(unheard.hear(line(8, 2, "Hello?")), []);
  assert.deepEqual(unheard.lines, ["Hello?", "Anybody?"]);
  unheard.hear(line(9, 1, "Hello?"));
  assert.deepEqual(unheard.lines, ["Anybody?"]);
  unheard.hear(line(10, 1, "Anybody?"));
  assert.deepEqual(unheard.lines, []);
  assert.deepEqual(unheard.hear(welcome({ event: 10 })), []);
});

test("what is not among the missed events is said again, once they have all come", () => {
  const unheard = said(LINE, SECOND);
  assert.deepEqual(unheard.hear(welcome({ event: 9, participants: null })), []);
  assert.deepEqual(unheard.hear(line(8, 1, "Hello?")), []);
  assert.deepEqual(unheard.hear(line(9, 2, "Hm.")), [SECOND]);
  assert.deepEqual(unheard.hear(line(10, 2, "Hm.")), []); // once is enough
  assert.deepEqual(unheard.hear(line(11, 1, "Anybody?")), []);
  assert.deepEqual(unheard.lines, []);
});

test("a room that has forgotten a raised hand is told it again, and no other", () => {
  const unheard = said();
  unheard.hear({ type: "participant_updated", event: 8, participant: person(1, true) });
  assert.deepEqual(unheard.hear(welcome({ you: 4, participants: [person(4)] })), [HAND]);
  unheard.hear({ type: "participant_updated", event: 9, participant: person(4, true) });
  assert.deepEqual(unheard.hear(welcome({ you: 4, participants: [person(4, true)] })), []);
  unheard.hear({ type: "participant_updated", event: 10, participant: person(4) });
  assert.deepEqual(unheard.hear(welcome({ you: 4, participants: [person(4)] })), []);
});

test("where nothing was missed it is said again at once", () => {
  const unheard = said(LINE, HAND);
  assert.deepEqual(unheard.hear(welcome({ participants: null })), [LINE, HAND]);
});

test("a whole welcome tells what was heard of it", () => {
  const unheard = said(LINE, SECOND);
  const chat = [line(3, 1, "Long ago"), line(8, 1, "Hello?"), line(9, 2, "Hm.")];
  assert.deepEqual(unheard.hear(welcome({ event: 9, chat })), [SECOND]);
});

test("who comes back as somebody new says what was not heard of who they were", () => {
  const unheard = said(LINE, SECOND);
  const chat = [line(8, 1, "Hello?"), line(9, 6, "Mine? No.")];
  assert.deepEqual(unheard.hear(welcome({ you: 6, event: 9, chat })), [SECOND]);
});

test("in a room that began anew nothing was heard", () => {
  const unheard = said(LINE);
  const chat = [line(2, 1, "Of somebody else")];
  assert.deepEqual(unheard.hear(welcome({ you: 3, event: 2, chat })), [LINE]);
});

test("a hand is wanted until it is as it is wanted; the last wish counts", () => {
  const unheard = said(HAND, LINE, { type: "hand", raised: false }, HAND);
  unheard.hear({ type: "participant_updated", event: 8, participant: person(2, true) });
  assert.deepEqual(unheard.hear(welcome({ event: 8, participants: null })), [LINE, HAND]);
  unheard.hear({ type: "participant_updated", event: 9, participant: person(1, true) });
  assert.equal(unheard.handRaised, true);
  assert.deepEqual(unheard.hear(welcome({ event: 9, participants: null })), [LINE]);
});

test("what the server refuses is not said again", () => {
  const unheard = said(LINE, HAND, SECOND);
  unheard.hear({ type: "error", code: "invalid", field: "participant" });
  assert.equal(unheard.refused, "");
  unheard.hear({ type: "error", code: "invalid", field: "text" });
  assert.equal(unheard.refused, LINE.text);
  assert.deepEqual(unheard.hear(welcome({ participants: null })), [HAND, SECOND]);
  unheard.hear({ type: "error", code: "forbidden", field: "type" });
  assert.deepEqual(unheard.hear(welcome({ participants: null })), []);
});

test("no more is kept than a server takes at once", () => {
  const unheard = said();
  for (let count = 0; count < 20; count++) {
    assert.equal(unheard.full, false);
    unheard.say(LINE);
  }
  assert.equal(unheard.full, true);
});
