import assert from "node:assert/strict";
import test from "node:test";
import { rtcRows, totals } from "../lib/rtc-numbers.js";

test("a tile tells latency, bitrate, picture, frame rate and loss", () => {
  const numbers = { latency: 41.6, bitrate: 512_400, width: 640, height: 360 };
  const rows = rtcRows({ ...numbers, frameRate: 14.9, lost: 0.25 });
  assert.deepEqual(
    rows.map(({ value }) => value),
    ["42 ms", "512 kbit/s", "640 x 360", "15 fps", "0.3 %"],
  );
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
