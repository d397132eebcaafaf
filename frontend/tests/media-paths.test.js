import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { ChunkMedia } from "../lib/chunk-media.js";
import { emit, on } from "../lib/events.js";
import { RtcMedia } from "../lib/rtc-media.js";

/** The browser's end of the media WebSocket, with the server's part played by the test. */
class Socket {
  static last;

  constructor() {
    Socket.last = this;
  }

  send() {}

  close() {}

  say(...messages) {
    for (const message of messages) this.onmessage({ data: JSON.stringify(message) });
  }
}

class Recorder {
  static isTypeSupported = () => true;
  state = "inactive";

  start() {}
}

class Quiet {
  postMessage() {}
  terminate() {}
  disconnect() {}
}

const FAKES = {
  WebSocket: Socket,
  MediaRecorder: Recorder,
  Worker: Quiet,
  IntersectionObserver: Quiet,
  location: { search: "" },
  document: Object.assign(new EventTarget(), { hidden: false }),
};
const given = Object.fromEntries(Object.keys(FAKES).map((name) => [name, globalThis[name]]));
const FULL = { type: "error", code: "too_many_publishers", message: "Only 12 people can send." };
const STREAM = { getAudioTracks: () => [] };

/** @type {ChunkMedia | RtcMedia} */ let media;
/** @type {any[]} */ let told;

beforeEach(() => Object.assign(globalThis, FAKES));

afterEach(() => {
  media.close();
  Object.assign(globalThis, given);
});

/** What a media path tells of places. */
function listen() {
  told = [];
  on(media, "refused", ({ refused }) => told.push(refused));
  on(media, "problem", ({ message }) => told.push(message));
}

/** A media path of step 1 that sends. */
function chunks() {
  const options = { url: "ws://host/media", shared: new EventTarget(), view: false };
  const local = { options: {}, flowing: STREAM, limitFrameRate() {} };
  const devices = Object.assign(new EventTarget(), local);
  media = new ChunkMedia({ ...options, local: devices });
  listen();
  media.start({ token: "1.x" });
  Socket.last.say({ type: "attached" });
  return devices;
}

test("who has no place in step 1 is told until the next try", () => {
  const devices = chunks();
  Socket.last.say(FULL, FULL); // each chunk that was on its way is refused
  assert.deepEqual(told, [true, FULL.message]);
  emit(devices, "track");
  assert.deepEqual(told.slice(2), [false, ""]);
  Socket.last.say(FULL);
  assert.deepEqual(told.slice(4), [true, FULL.message]);
});

test("a token that a new server does not know is nobody's business", () => {
  chunks();
  Socket.last.say({ type: "error", code: "expired", message: "This token is not known." });
  assert.deepEqual(told, []);
});

test("from step 2 on the room tells who has no place, and when there is one", () => {
  const signaling = Object.assign(new EventTarget(), { send: () => true });
  const [local, shared] = [new EventTarget(), new EventTarget()];
  media = new RtcMedia({ signaling, local, shared, view: false, relay: "" });
  listen();
  const say = (message) => emit(signaling, "message", message);
  say({ type: "welcome" });
  say(FULL);
  say({ type: "error", code: "too_many", message: "So many reactions." });
  say({ type: "error", code: "your_turn", message: "The others can see you now." });
  assert.deepEqual(told, [false, true, false]);
});
