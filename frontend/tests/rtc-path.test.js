import assert from "node:assert/strict";
import test from "node:test";
import { RtcPath } from "../lib/rtc-path.js";

/** @typedef {{ sent: number, received: number }} Counted */
/** @typedef {[RTCPeerConnectionState, number, ((now: number) => Counted)?][]} Course a state, how many seconds it lasts, and what has gone each way */

/**
 * What a path tells in the course of a connection, with the second.
 * @param {Course} course @param {import("../lib/media-way.js").Way | null} way
 */
function told(course, way = null) {
  const path = new RtcPath();
  path.way = way;
  /** @type {string[]} */ const events = [];
  let now = 0;
  path.addEventListener("restart", () => events.push(`restart ${now / 1000}`));
  path.addEventListener("problem", (event) => {
    const { message } = /** @type {CustomEvent} */ (event).detail;
    events.push(`${message ? message.split(" ")[0] : "over"} ${now / 1000}`);
  });
  path.begin(now);
  for (const [state, seconds, counts] of course) {
    for (let tick = 0; tick < seconds * 4; tick++, now += 250) {
      if (counts && tick % 4 === 0) path.count(now, counts(now));
      path.tick(now, state);
    }
  }
  return events;
}

test("a path that is found in time tells nothing", () => {
  assert.deepEqual(
    told([
      ["connecting", 7],
      ["connected", 60],
    ]),
    [],
  );
});

test("a path that is never found is told after eight seconds, and asked for again and again", () => {
  assert.deepEqual(told([["connecting", 20]]), [
    "restart 8.25",
    "No 8.25",
    "restart 13.25",
    "restart 18.25",
  ]);
});

test("a path that failed is looked for at once", () => {
  assert.deepEqual(told([["failed", 1]]), ["restart 0"]);
});

test("a path that worked is looked for after two seconds of silence, and found again", () => {
  const course = told([
    ["connected", 10],
    ["disconnected", 6],
    ["connected", 5],
  ]);
  assert.deepEqual(course, ["restart 12", "Sound 14", "over 16"]);
});

const talk = (/** @type {number} */ now) => ({ sent: 1 + now, received: 1 + now });
const deaf = (/** @type {number} */ now) => ({ sent: 1 + now, received: 1 });

const WAY = { node: "sfu-1", gateway: "turn:192.0.2.1" };

test("a dead gateway is noticed before the browser itself notices", () => {
  /** @type {Course} */ const course = [
    ["connected", 10, talk],
    ["connected", 9, deaf],
  ];
  assert.deepEqual(told(course, WAY), ["restart 13.25", "Sound 14.25", "restart 18.25"]);
  assert.deepEqual(told(course), []); // without one, the server itself has its eye on the path
});

test("who is heard again has a path again, and who sends nothing needs no answer", () => {
  const quiet = () => ({ sent: 7, received: 7 });
  /** @type {Course} */ const course = [
    ["connected", 10, talk],
    ["connected", 5, deaf],
    ["connected", 5, talk],
    ["connected", 20, quiet],
  ];
  assert.deepEqual(told(course, WAY), ["restart 13.25", "Sound 14.25", "over 15"]);
});

test("a short silence is nobody's business", () => {
  assert.deepEqual(
    told([
      ["connected", 10],
      ["disconnected", 1.5],
      ["connected", 5],
    ]),
    [],
  );
});
