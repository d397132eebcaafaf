import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { on } from "../lib/events.js";
import { Signaling } from "../lib/signaling.js";

/** The browser's end of a WebSocket, with the server's part played by the test. */
class Socket {
  static all = [];

  constructor(url, subprotocol) {
    Object.assign(this, { url, subprotocol, sent: [], closed: false });
    Socket.all.push(this);
  }

  static get last() {
    return Socket.all.at(-1);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  /** The server accepted, and says something. */
  open(...messages) {
    this.readyState = 1;
    this.onopen?.();
    this.say(...messages);
  }

  say(...messages) {
    for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) });
  }

  break() {
    this.onclose?.();
  }
}

const REQUEST = { room: "tea", name: "Ada", view: false, microphone: true, camera: false };
const WELCOME = { type: "welcome", you: 1, token: "1.x", event: 7, participants: [], chat: [] };

beforeEach(() => {
  Socket.all = [];
});

/** A signalling that wants to be in a room, and the events it had. */
function joining() {
  const signaling = new Signaling("ws://host/ws", Socket);
  const events = [];
  for (const type of ["message", "lost", "refused", "bye"])
    on(signaling, type, (detail) => events.push([type, detail]));
  signaling.join(REQUEST);
  return { signaling, events };
}

function types(events) {
  return events.map(([type]) => type);
}

test("the first message is a join, in the subprotocol", () => {
  const { signaling } = joining();
  Socket.last.open();
  assert.equal(Socket.last.subprotocol, "polycloud.v1");
  assert.deepEqual(Socket.last.sent, [{ type: "join", ...REQUEST }]);
  signaling.close();
});

test("nothing is sent before the welcome", () => {
  const { signaling } = joining();
  Socket.last.open();
  assert.equal(signaling.send({ type: "chat", text: "early" }), false);
  Socket.last.say(WELCOME);
  assert.equal(signaling.send({ type: "chat", text: "now" }), true);
  assert.deepEqual(Socket.last.sent.slice(1), [{ type: "chat", text: "now" }]);
  signaling.close();
});

test("a ping is answered at once and told to nobody; it tells the round trip", () => {
  const { signaling, events } = joining();
  assert.equal(signaling.roundTrip, null);
  Socket.last.open(WELCOME, { type: "ping", sent: 12.5, round_trip: 3.5 });
  assert.equal(signaling.roundTrip, 3.5);
  assert.deepEqual(Socket.last.sent.at(-1), { type: "pong", sent: 12.5 });
  assert.deepEqual(types(events), ["message"]);
  signaling.close();
});

test("after a loss the join brings token and last event", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { signaling, events } = joining();
  Socket.last.open(WELCOME, { type: "chat", event: 9, id: 2, name: "Bob", text: "x", at: 0 });
  signaling.describe({ microphone: false, camera: true });
  Socket.last.break();
  assert.deepEqual(events.at(-1), ["lost", { attempt: 0, delay: 0, message: "" }]);
  t.mock.timers.tick(0);
  Socket.last.open();
  const changed = { ...REQUEST, microphone: false, camera: true };
  const expected = { type: "join", ...changed, token: "1.x", last_event: 9 };
  assert.deepEqual(Socket.last.sent, [expected]);
  signaling.close();
});

test("a welcome without participants leaves the numbering to the events that follow", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { signaling } = joining();
  Socket.last.open(WELCOME);
  const resumed = { ...WELCOME, event: 12, participants: null };
  Socket.last.break();
  t.mock.timers.tick(0);
  Socket.last.open(resumed, { type: "participant_left", event: 8, id: 2 });
  Socket.last.break(); // before the events 9 to 12 came
  t.mock.timers.tick(360);
  Socket.last.open();
  assert.equal(Socket.last.sent[0].last_event, 8);
  signaling.close();
});

test("the ladder is climbed while the server is away, and begun anew on request", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { signaling, events } = joining();
  for (const wait of [0, 360, 1_440, 3_240]) {
    Socket.last.break();
    t.mock.timers.tick(wait);
  }
  assert.equal(Socket.all.length, 5);
  assert.deepEqual(
    events.map(([, { attempt }]) => attempt),
    [0, 1, 2, 3],
  );
  Socket.last.break();
  signaling.retryNow();
  t.mock.timers.tick(0);
  assert.equal(Socket.all.length, 6);
  signaling.close();
});

test("a server that welcomes and drops is not asked without pause", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { signaling, events } = joining();
  for (const wait of [0, 360, 1_440]) {
    Socket.last.open(WELCOME);
    Socket.last.break();
    t.mock.timers.tick(wait);
  }
  const attempts = events.filter(([type]) => type === "lost").map(([, { attempt }]) => attempt);
  assert.deepEqual(attempts, [0, 1, 2]);
  signaling.close();
});

test("a network that comes back ends only a line that does not answer soon", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { signaling, events } = joining();
  Socket.last.open(WELCOME);
  signaling.retryNow();
  assert.deepEqual(Socket.last.sent.at(-1), { type: "pong", sent: 0 });
  t.mock.timers.tick(2_999);
  Socket.last.say({ type: "ping", sent: 1 });
  t.mock.timers.tick(15_999);
  assert.deepEqual(types(events), ["message"]);
  signaling.retryNow();
  t.mock.timers.tick(3_000);
  assert.deepEqual(types(events), ["message", "lost"]);
  t.mock.timers.tick(0);
  signaling.retryNow(); // the next one has not opened yet
  assert.deepEqual(types(events), ["message", "lost", "lost"]);
  signaling.close();
});

test("a silent line is a lost line after 16 s", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { signaling, events } = joining();
  Socket.last.open(WELCOME);
  t.mock.timers.tick(10_000);
  Socket.last.say({ type: "ping", sent: 1 });
  t.mock.timers.tick(15_999);
  assert.deepEqual(types(events), ["message"]);
  t.mock.timers.tick(1);
  assert.deepEqual(types(events), ["message", "lost"]);
  assert.ok(Socket.all[0].closed);
  signaling.close();
});

test("a restart is waited for; a removal is the end", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const restarted = joining();
  Socket.last.open(WELCOME, { type: "bye", reason: "shutdown", message: "" });
  Socket.last.break();
  t.mock.timers.tick(0);
  assert.equal(Socket.all.length, 2);
  assert.deepEqual(types(restarted.events), ["message", "lost"]);
  restarted.signaling.close();
  for (const reason of ["removed", "replaced", "flood", "left"]) {
    Socket.all = [];
    const { events } = joining();
    Socket.last.open(WELCOME, { type: "bye", reason, message: "" });
    Socket.last.break();
    t.mock.timers.tick(60_000);
    assert.equal(Socket.all.length, 1, reason);
    assert.deepEqual(types(events), ["message", "bye"]);
  }
});

test("a join that is refused is not repeated; an error later is a message", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const full = { type: "error", code: "room_full", field: null, message: "The room is full." };
  const refused = joining();
  Socket.last.open(full, { type: "bye", reason: "error", message: "" });
  t.mock.timers.tick(60_000);
  assert.deepEqual(refused.events, [["refused", full]]);
  assert.equal(Socket.all.length, 1);
  const admitted = joining();
  Socket.last.open(WELCOME, full);
  assert.deepEqual(types(admitted.events), ["message", "message"]);
  admitted.signaling.close();
});

test("an expired token is given up, and the room entered as somebody new", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const signaling = new Signaling("ws://host/ws", Socket);
  signaling.join({ ...REQUEST, token: "1.old" });
  Socket.last.open({ type: "error", code: "expired", field: "token", message: "Too late." });
  t.mock.timers.tick(0);
  Socket.last.open();
  assert.deepEqual(Socket.last.sent, [{ type: "join", ...REQUEST }]);
  signaling.close();
});

test("who was in the call waits for a place when the server has none, and is told why", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { signaling, events } = joining();
  Socket.last.open(WELCOME);
  Socket.last.break();
  t.mock.timers.tick(0);
  Socket.last.open({ type: "error", code: "server_full", field: null, message: "No node." });
  assert.deepEqual(types(events), ["message", "lost", "lost"]);
  assert.equal(events[2][1].message, "No node.");
  t.mock.timers.tick(1_000);
  Socket.last.open(WELCOME);
  assert.equal(Socket.last.sent[0].token, WELCOME.token);
  assert.deepEqual(types(events), ["message", "lost", "lost", "message"]);
  signaling.close();
});

test("leaving says so and ends everything", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { signaling, events } = joining();
  Socket.last.open(WELCOME);
  signaling.leave();
  t.mock.timers.tick(60_000);
  assert.deepEqual(Socket.last.sent.at(-1), { type: "leave" });
  assert.ok(Socket.last.closed);
  assert.equal(Socket.all.length, 1);
  assert.deepEqual(types(events), ["message"]);
});
