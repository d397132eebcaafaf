import assert from "node:assert/strict";
import test from "node:test";
import { ownRows, pathRows, serverRows, tileRows } from "../lib/chunk-numbers.js";
import { Meter } from "../lib/growth.js";

const TILE = {
  gap: 0.312,
  reserve: 0.25,
  latency: 420,
  down: 254_321,
  width: 320,
  height: 180,
  frameRate: 14.8,
  codecs: "VP8, Opus",
  epoch: 2,
  skipped: 1,
};
const PICTURE = { width: 640, height: 360, frameRate: 30 };
const OWN = { up: 1_234_567, chunks: 8, epoch: 1, most: 600_000, codecs: "VP8", picture: PICTURE };
const BILL = { publishers: 3, viewers: 3, copies: 6, in_bps: 1, out_bps: 2, skipped: 0 };

/** @param {{ label: string, value: string }[]} rows */
const values = (rows) => rows.map(({ value }) => value);

test("a tile tells gap and latency first", () => {
  const expected = [
    "312 ms",
    "420 ms",
    "254 kbit/s",
    "320 x 180",
    "15 fps",
    "VP8, Opus",
    "250 ms",
    "2",
    "1",
  ];
  assert.deepEqual(values(tileRows(TILE)), expected);
});

test("a player that is ahead of its media has no gap", () => {
  assert.equal(tileRows({ ...TILE, gap: -0.1 })[0].value, "0 ms");
});

test("a picture without a stamp has no latency", () => {
  assert.equal(tileRows({ ...TILE, latency: null })[1].value, "unknown");
});

test("you send once, and the server makes copies", () => {
  const own = ["1.2 Mbit/s", "8/s", "640 x 360", "30 fps", "VP8", "600 kbit/s", "1"];
  assert.deepEqual(values(ownRows(OWN)), own);
  assert.deepEqual(values(serverRows(BILL)), ["0 kbit/s", "6", "0 kbit/s", "0"]);
});

test("without a camera, or before the recorder begins, there is less of your own to tell", () => {
  const none = ownRows({ ...OWN, codecs: "", picture: null });
  assert.deepEqual(values(none), ["1.2 Mbit/s", "8/s", "600 kbit/s", "1"]);
  const untold = ownRows({ ...OWN, picture: { width: 640, height: 360 } });
  assert.deepEqual(values(untold).slice(2, 4), ["640 x 360", "VP8"]);
  const painted = ownRows({ ...OWN, picture: { width: 640, height: 360, painted: 14.6 } });
  assert.deepEqual(values(painted).slice(2, 4), ["640 x 360", "15 fps"]);
});

test("a WebSocket has a route and a round trip, which is known after the second ping", () => {
  assert.deepEqual(values(pathRows(12.4)), ["12 ms", "WebSocket over TCP"]);
  assert.deepEqual(values(pathRows(null)), ["unknown", "WebSocket over TCP"]);
});

test("every row explains itself", () => {
  const rows = [...tileRows(TILE), ...ownRows(OWN), ...serverRows(BILL), ...pathRows(1)];
  for (const { explain } of rows) assert.match(explain, /\.$/);
});

test("a meter tells the growth in a second", () => {
  const meter = new Meter();
  meter.rate(1_000, 50);
  assert.equal(meter.rate(3_000, 250), 100);
  assert.equal(meter.rate(4_000, 0), 0); // a new player counts from zero
});
