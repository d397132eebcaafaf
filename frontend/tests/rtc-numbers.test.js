import assert from "node:assert/strict";
import test from "node:test";
import { ownRows, rtcRows } from "../lib/rtc-numbers.js";
import { pathRows, routeOf } from "../lib/rtc-route.js";
import { sent, totals } from "../lib/rtc-streams.js";

const PATH = { route: "direct", roundTrip: 12.4 };

/** @param {{ label: string, value: string }[]} rows */
const values = (rows) => rows.map(({ value }) => value);

test("a tile tells latency, bitrate, picture, frame rate, loss and path", () => {
  const numbers = { path: PATH, latency: 41.6, down: 512_400, width: 640, height: 360 };
  const rows = rtcRows({ ...numbers, frameRate: 14.9, lost: 0.25 });
  assert.deepEqual(values(rows), [
    "42 ms",
    "512 kbit/s",
    "640 x 360",
    "15 fps",
    "0.3 %",
    "12 ms",
    "direct, UDP",
  ]);
  assert.equal(rtcRows({ ...numbers, latency: null, frameRate: 0, lost: 0 })[0].value, "unknown");
});

test("only the streams of the participant count, and no negative loss", () => {
  const stream = { type: "inbound-rtp", kind: "video", bytesReceived: 10, packetsReceived: 2 };
  const stats = [
    { ...stream, trackIdentifier: "a", packetsLost: 1 },
    { ...stream, trackIdentifier: "b", packetsLost: -1 },
    { ...stream, trackIdentifier: "c" },
    { ...stream, type: "outbound-rtp", trackIdentifier: "a" },
  ];
  assert.deepEqual(totals(stats, new Set(["a", "b"])), { bytes: 20, received: 4, lost: 1 });
});

test("what you send is summed, and the loss is the mean of the reports", () => {
  const stats = [
    { type: "outbound-rtp", bytesSent: 10 },
    { type: "outbound-rtp" },
    { type: "remote-inbound-rtp", fractionLost: 0.02 },
    { type: "remote-inbound-rtp" },
    { type: "candidate-pair", availableOutgoingBitrate: 900_000 },
  ];
  assert.deepEqual(sent(stats), { bytes: 10, lost: 1, available: 900_000 });
  assert.deepEqual(sent([]), { bytes: 0, lost: 0, available: null });
});

test("your own rows tell bitrate, what the path takes, and loss", () => {
  const own = { up: 1_234_000, available: 2e6, lost: 1 };
  assert.deepEqual(values(ownRows(own)), ["1.2 Mbit/s", "2.0 Mbit/s", "1.0 %"]);
  assert.deepEqual(values(ownRows({ ...own, available: null })), ["1.2 Mbit/s", "1.0 %"]);
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
