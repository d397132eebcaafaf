import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { on } from "../lib/events.js";
import { Questions } from "../lib/questions.js";

const CAMERA = { camera: true, microphone: false };

/** A picture that can be given back. */
class Track {
  live = true;
  stop = () => {
    this.live = false;
  };
  getConstraints = () => ({});
  getSettings = () => ({});
}

/** What the browser waits with. @type {((track?: Track) => void)[]} */ let answers;
/** @type {Questions} */ let questions;
/** @type {string[][]} */ let told;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  answers = [];
  const getUserMedia = () =>
    new Promise((resolve, reject) => {
      answers.push((track) => {
        if (track) resolve({ getVideoTracks: () => [track], getAudioTracks: () => [] });
        else reject(new DOMException("", "NotAllowedError"));
      });
    });
  const value = { mediaDevices: { getUserMedia }, userAgent: "" };
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
  questions = new Questions();
  told = [];
  on(questions, "change", () => told.push(questions.told));
});

afterEach(() => mock.timers.reset());

test("what comes when nobody wants it any more is given back", async () => {
  const turn = new AbortController();
  const asked = questions.ask(CAMERA, turn.signal);
  turn.abort();
  const track = new Track();
  answers[0](track);
  assert.equal(await asked, null);
  assert.equal(track.live, false);
});

test("the same thing is asked once, and whoever wants it last has it", async () => {
  const [earlier, later] = [new AbortController(), new AbortController()];
  const asked = [questions.ask(CAMERA, earlier.signal)];
  earlier.abort();
  asked.push(questions.ask(CAMERA, later.signal));
  questions.ask({ ...CAMERA, camera: "desk" }, later.signal);
  assert.equal(answers.length, 2);
  const track = new Track();
  answers[0](track);
  const [before, now] = await Promise.all(asked);
  assert.equal(before, null);
  assert.equal(now.camera.track, track);
  assert.equal(track.live, true);
  questions.ask(CAMERA, later.signal);
  assert.equal(answers.length, 3); // that one was answered
});

test("a question is told when it is open for long, until it is answered", async () => {
  const asked = questions.ask(CAMERA, new AbortController().signal);
  mock.timers.tick(1_900);
  assert.deepEqual(questions.told, []);
  mock.timers.tick(200);
  assert.deepEqual(told, [["camera"]]);
  answers[0]();
  assert.equal((await asked).problems[0].name, "NotAllowedError");
  assert.deepEqual(questions.told, []);
});

test("one that is answered soon is not told", async () => {
  const asked = questions.ask(CAMERA, new AbortController().signal);
  answers[0](new Track());
  await asked;
  mock.timers.tick(5_000);
  assert.deepEqual(told, []);
});

test("who asks again is told at once, and nobody of what is not wanted any more", () => {
  const turn = new AbortController();
  questions.ask(CAMERA, turn.signal);
  assert.equal(questions.remind("microphone"), false);
  assert.equal(questions.remind("camera"), true);
  assert.deepEqual(told, [["camera"]]);
  turn.abort();
  assert.deepEqual(questions.told, []);
  assert.equal(questions.remind("camera"), false);
  questions.ask(CAMERA, new AbortController().signal);
  assert.deepEqual(questions.told, ["camera"]); // it is open for long
});
