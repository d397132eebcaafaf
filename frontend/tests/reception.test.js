import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { connect } from "../lib/call-media.js";
import { emit } from "../lib/events.js";
import { attendReception } from "../lib/reception.js";

const [YOU, ADA, BEN] = [1, 2, 3];
const person = (id, name) => ({ id, name, connected: true, forwarded: true, view: false });
const WELCOME = {
  type: "welcome",
  you: YOU,
  participants: [person(YOU, "You"), person(ADA, "Ada"), person(BEN, "Ben")],
  chat: [],
};

/** @type {EventTarget} */ let signaling;
/** @type {EventTarget} */ let screen;
/** @type {Map<number, { misses: string }>} */ let tiles;
/** @type {string[]} */ let notices;

beforeEach((t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  signaling = Object.assign(new EventTarget(), { send: () => true });
  tiles = new Map([ADA, BEN].map((id) => [id, { misses: "" }]));
  const show = (kind, ...sentences) => {
    if (kind === "unreceived") notices = sentences;
  };
  const stage = { grid: Object.assign(new EventTarget(), { tile: (id) => tiles.get(id) }) };
  // What others send is not looked at here.
  screen = Object.assign(new EventTarget(), { stage, notices: { show }, isConnected: false });
  notices = [];
  attendReception({ signaling, screen, shell: { state: "live" } });
  emit(signaling, "message", WELCOME);
});

/** The others say by whom you are not received. */
function unreceived(...by) {
  emit(signaling, "message", { type: "unreceived", by, screen_by: [] });
}

/** Whose tiles say that they do not receive you. */
function marked() {
  return [...tiles].filter(([, { misses }]) => misses === "you").map(([id]) => id);
}

test("whose tile does not receive you is marked, and you are told what to do", () => {
  unreceived(ADA, BEN);
  assert.match(notices[0], /^Nobody receives you\. Check your network/);
  assert.deepEqual(marked(), [ADA, BEN]);
  unreceived();
  assert.deepEqual([notices, marked()], [[], []]);
});

test("nobody is sent to look for a fault while the server has no place for them", () => {
  unreceived(ADA, BEN);
  emit(screen, "refused", { refused: true });
  assert.deepEqual([notices, marked()], [[], []]);
  unreceived(ADA);
  emit(signaling, "message", { type: "participant_left", id: BEN });
  assert.deepEqual([notices, marked()], [[], []]);
});

test("nor while nothing reaches the server at all, which is told already", (t) => {
  const media = new EventTarget();
  connect(media, screen);
  unreceived(ADA, BEN);
  emit(media, "problem", { message: "An offer could not be answered." });
  assert.equal(notices.length, 1);
  emit(media, "problem", { message: "No packet comes through.", silent: true });
  assert.deepEqual([notices, marked()], [[], []]);
  emit(screen, "refused", { refused: false }); // as after each welcome
  t.mock.timers.tick(60_000);
  assert.deepEqual(notices, []);
  emit(media, "problem", { message: "", silent: false });
  t.mock.timers.tick(6_000);
  assert.match(notices[0], /^Nobody receives you/);
});

test("who is taken at last is told a while later, if it does not come even then", (t) => {
  emit(screen, "refused", { refused: true });
  unreceived(ADA, BEN);
  emit(screen, "refused", { refused: false });
  t.mock.timers.tick(3_000);
  assert.deepEqual([notices, marked()], [[], []]);
  emit(screen, "refused", { refused: true });
  t.mock.timers.tick(60_000);
  assert.deepEqual([notices, marked()], [[], []]);
  emit(screen, "refused", { refused: false });
  t.mock.timers.tick(6_000);
  assert.match(notices[0], /^Nobody receives you/);
  assert.deepEqual(marked(), [ADA, BEN]);
});

test("a lone missing screen is told while it is shared, and not of who receives nothing", () => {
  const share = (screen) =>
    emit(signaling, "message", {
      type: "participant_updated",
      participant: { ...person(YOU, "You"), screen },
    });
  const told = () => [...tiles].map(([, { misses }]) => misses);
  emit(signaling, "message", { type: "unreceived", by: [], screen_by: [ADA] });
  assert.deepEqual([notices, told()], [[], ["", ""]]);
  share(true);
  assert.deepEqual(told(), ["screen", ""]);
  assert.match(notices[0], /^Ada does not see your screen, but others do\. Ask Ada to reload/);
  emit(signaling, "message", { type: "unreceived", by: [ADA], screen_by: [ADA, BEN] });
  assert.deepEqual(told(), ["you", "screen"]);
  assert.match(notices[0], /^Ada does not receive you, but others do/);
  assert.match(notices[1], /^Ben does not see your screen\. Stop sharing it, then share/);
  share(false);
  assert.deepEqual(told(), ["you", ""]);
  assert.equal(notices.length, 1);
});
