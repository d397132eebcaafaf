import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { emit } from "../lib/events.js";
import { Publisher } from "../lib/publisher.js";

/** The browser's recorder, whose part the test plays. */
class Recorder {
  static all = [];
  static isTypeSupported = () => true;
  state = "inactive";

  constructor() {
    Recorder.all.push(this);
  }

  static get last() {
    return Recorder.all.at(-1);
  }

  start() {
    this.state = "recording";
  }

  stop() {
    this.state = "inactive";
    this.onstop({ type: "stop" });
  }

  give(...bytes) {
    const data = { size: bytes.length, arrayBuffer: async () => new Uint8Array(bytes).buffer };
    this.ondataavailable({ data });
    return settled();
  }
}

/** What is asked of a media socket and of the own media. */
class Socket extends EventTarget {
  attached = true;
  waiting = 0;
  sent = [];

  send(message) {
    this.sent.push(message instanceof Uint8Array ? [...message] : message.type);
    return true;
  }
}
const local = () => Object.assign(new EventTarget(), { options: {}, flowing: STREAM });
const STREAM = { getAudioTracks: () => [] };

const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  Recorder.all = [];
  globalThis.MediaRecorder = Recorder;
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(console, "warn", () => {});
});

afterEach(() => mock.reset());

function publishing({ rotate = false } = {}) {
  const socket = new Socket();
  const [problems, refusals] = [[], []];
  const onProblem = (message) => problems.push(message);
  const onRefused = (refused) => refusals.push(refused);
  const publisher = new Publisher(socket, local(), { rotate, onProblem, onRefused });
  emit(socket, "attached");
  return { publisher, socket, problems, refusals };
}

test("in rotation mode no file waits for the next, and none is lost", async () => {
  const { publisher, socket } = publishing({ rotate: true });
  publisher.spread(190);
  await Recorder.last.give(1, 2);
  mock.timers.tick(1_000);
  await Recorder.last.give(3);
  assert.deepEqual(socket.sent, ["epoch", [1, 2], "epoch", [3]]);
});

test("a recorder that ends by itself begins anew, but not for ever", async () => {
  const { socket, problems } = publishing();
  for (const times of [1, 2, 3]) {
    assert.equal(Recorder.all.length, times);
    Recorder.last.stop();
    mock.timers.tick(1_000);
  }
  assert.equal(Recorder.all.length, 3);
  assert.equal(problems.length, 1);
  emit(socket, "attached");
  assert.equal(Recorder.all.length, 4);
});

test("an error of the recorder counts once, although a stop follows it", () => {
  const { problems } = publishing();
  Recorder.last.onerror({ type: "error", error: new Error("no memory") });
  assert.equal(Recorder.last.state, "inactive");
  mock.timers.tick(1_000);
  assert.equal(Recorder.all.length, 2);
  assert.deepEqual(problems, []);
});

test("a recorder that cannot be made is a problem, not an exception", () => {
  globalThis.MediaRecorder = undefined;
  const { problems } = publishing();
  mock.timers.tick(1_000);
  mock.timers.tick(1_000);
  assert.equal(problems.length, 1);
  assert.match(problems[0], /cannot be sent/);
});

test("whoever is refused sends nothing more until a track changes", async () => {
  const { publisher, socket, problems, refusals } = publishing();
  await Recorder.last.give(1);
  publisher.refuse();
  assert.equal(Recorder.last.state, "inactive");
  publisher.tick(60_000);
  assert.equal(Recorder.all.length, 1);
  emit(publisher.local, "track");
  await Recorder.last.give(2);
  assert.deepEqual(socket.sent, ["epoch", [1], "epoch", [2]]);
  assert.deepEqual([refusals, problems], [[true, false], [""]]); // nothing is wrong any more
});

test("after its end nothing begins again", () => {
  const { publisher } = publishing();
  Recorder.last.onerror({ type: "error" });
  publisher.close();
  mock.timers.tick(1_000);
  assert.equal(Recorder.all.length, 1);
});
