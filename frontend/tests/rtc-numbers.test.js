import assert from "node:assert/strict";
import test from "node:test";
import { ownRows, rtcRows } from "../lib/rtc-numbers.js";
import { pathRows, routeOf } from "../lib/rtc-route.js";

const PATH = { route: "direct", roundTrip: 12.4 };

/** @param {{ label: string, value: string }[]} rows */
const values = (rows) => rows.map(({ value }) => value);

test("a tile tells latency, bitrate, picture, frame rate, codec, jitter buffer, loss and path", () => {
  const media = { width: 640, height: 360, codecs: "VP8, Opus", jitterBuffer: 60.3 };
  const numbers = { path: PATH, latency: 41.6, down: 512_400, ...media };
  const rows = rtcRows({ ...numbers, frameRate: 14.9, lost: 0.25 });
  assert.deepEqual(values(rows), [
    "42 ms",
    "512 kbit/s",
    "640 x 360",
    "15 fps",
    "VP8, Opus",
    "60 ms",
    "0.3 %",
    "12 ms",
    "direct, UDP",
  ]);
  assert.equal(rtcRows({ ...numbers, latency: null, frameRate: 0, lost: 0 })[0].value, "unknown");
  const none = rtcRows({ ...numbers, width: 0, height: 0, frameRate: 0, lost: 0 });
  assert.ok(none.every(({ key }) => key !== "picture"));
});

test("your own rows tell bitrate, picture, frame rate, codec, what the path takes, and loss", () => {
  const picture = { width: 640, height: 360, frameRate: 29.8 };
  const own = { up: 1_234_000, picture, codecs: "VP8", available: 2e6, lost: 1 };
  const media = ["640 x 360", "30 fps", "VP8"];
  assert.deepEqual(values(ownRows(own)), ["1.2 Mbit/s", ...media, "2.0 Mbit/s", "1.0 %"]);
  const nothing = { ...own, picture: null, codecs: "", available: null };
  assert.deepEqual(values(ownRows(nothing)), ["1.2 Mbit/s", "1.0 %"]);
});

test("the way is told in words, and in the contract's", () => {
  const [roundTrip, route] = pathRows({ ...PATH, route: "relay-udp", node: "b" });
  assert.deepEqual(roundTrip.measured, { value: 12, unit: "ms" });
  assert.deepEqual(route.told, { value: "relay-udp", node: "b" });
  assert.deepEqual(pathRows({ route: "", roundTrip: null })[1].told, { value: null });
});

test("the route is that of the selected pair, in Chromium's way and in Firefox's", () => {
  const candidate = {
    id: "c",
    type: "local-candidate",
    candidateType: "relay",
    relayProtocol: "tls",
  };
  const pair = {
    id: "p",
    type: "candidate-pair",
    localCandidateId: "c",
    currentRoundTripTime: 0.02,
  };
  const transport = { id: "t", type: "transport", selectedCandidatePairId: "p" };
  const relayed = { route: "relay-tls", roundTrip: 20 };
  for (const all of [
    [candidate, pair, transport],
    [candidate, { ...pair, selected: true }],
  ]) {
    assert.deepEqual(routeOf(new Map(all.map((item) => [item.id, item]))), relayed);
  }
  const host = { ...candidate, candidateType: "host", relayProtocol: undefined };
  const direct = routeOf(
    new Map([host, { ...pair, selected: true }].map((item) => [item.id, item])),
  );
  assert.equal(direct.route, "direct");
  assert.deepEqual(routeOf(new Map()), { route: "", roundTrip: null });
});
