import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { DeviceChoice } from "../lib/device-choice.js";

const KINDS = { front: "camera", desk: "camera", headset: "microphone", table: "microphone" };
const LISTED = { camera: "videoinput", microphone: "audioinput" };

/** Two devices of each kind, one of them in use. */
class Rack {
  there = new Set(Object.keys(KINDS));
  open = { camera: "front", microphone: "headset" };
  /** Until the browser lets the page use another one. */ allowed = Promise.resolve();
  /** Of what it asks meanwhile. */ asks = (_kind) => true;
  mediaDevices = Object.assign(new EventTarget(), {
    enumerateDevices: async () =>
      [...this.there].map((id) => ({ kind: LISTED[KINDS[id]], deviceId: id, label: id })),
  });

  deviceOf = (kind) => this.open[kind];

  choose = async (kind, id) => {
    if (this.asks(kind)) await this.allowed;
    this.open[kind] = id;
  };

  /** Pulls out one that is in use, and others with it. */
  pull(id, ...others) {
    for (const one of [id, ...others]) this.there.delete(one);
    this.open[KINDS[id]] = "";
    return choice.lose(KINDS[id], { id });
  }

  /** Plugs one in after so many milliseconds. */
  put(id, after) {
    now += after;
    this.there.add(id);
    return choice.look();
  }
}

/** @type {Rack} */ let rack;
/** @type {DeviceChoice} */ let choice;
let now = 0;
mock.method(Date, "now", () => now);

beforeEach(() => {
  rack = new Rack();
  Object.defineProperty(globalThis, "navigator", { value: rack, configurable: true });
  globalThis.document ??= new EventTarget();
  globalThis.HTMLMediaElement ??= class {}; // of a browser in which no speaker can be chosen
  choice = new DeviceChoice({ memory: {}, local: () => rack, sends: true });
});

test("another device takes the place of a lost one if it is there or comes in a moment", async () => {
  await rack.pull("front");
  assert.equal(rack.open.camera, "desk");
  assert.match(choice.sentences.join(), /In use now: desk/);
  await rack.pull("desk");
  assert.equal(rack.open.camera, "");
  assert.deepEqual(choice.sentences, []); // that one is not in use any more
  await rack.put("front", 2_000);
  assert.equal(rack.open.camera, "front");
});

test("what is plugged in later is not opened by itself", async () => {
  await rack.pull("front", "desk");
  await rack.put("desk", 4_000);
  assert.equal(rack.open.camera, "");
  assert.equal(choice.using("camera"), "desk"); // when somebody presses the button
});

test("once somebody has pressed the button nothing is opened by itself", async () => {
  await rack.pull("front", "desk");
  choice.lost.delete("camera");
  await rack.put("desk", 100);
  assert.equal(rack.open.camera, "");
});

test("one that was lost while the browser asked for another one is replaced", async () => {
  let allow;
  rack.allowed = new Promise((resolve) => {
    allow = resolve;
  });
  const camera = rack.pull("front");
  await new Promise(setImmediate); // the browser asks
  const microphone = rack.pull("headset");
  now += 60_000;
  allow();
  await Promise.all([camera, microphone]);
  assert.deepEqual(rack.open, { camera: "desk", microphone: "table" });
});

test("a lost microphone is replaced while the browser asks for a camera", async () => {
  rack.allowed = new Promise(() => {});
  rack.asks = (kind) => kind === "camera";
  rack.pull("front");
  await new Promise(setImmediate); // the browser asks
  rack.pull("headset");
  await new Promise(setImmediate);
  assert.deepEqual(rack.open, { camera: "", microphone: "table" });
});
