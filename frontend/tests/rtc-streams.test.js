import assert from "node:assert/strict";
import test from "node:test";
import * as streams from "../lib/rtc-streams.js";

/** A report. @param {object[]} items */
const report = (...items) => new Map(items.map((item, index) => [`s${index}`, item]));

test("only the streams of the participant count, and no negative loss", () => {
  const stream = { type: "inbound-rtp", kind: "video", bytesReceived: 10, packetsReceived: 2 };
  const stats = report(
    { ...stream, trackIdentifier: "a", packetsLost: 1 },
    { ...stream, trackIdentifier: "b", packetsLost: -1 },
    { ...stream, trackIdentifier: "c" },
    { ...stream, type: "outbound-rtp", trackIdentifier: "a" },
  );
  const theirs = streams.inbound(stats, new Set(["a", "b"]));
  assert.deepEqual(streams.totals(theirs), { bytes: 20, received: 4, lost: 1 });
});

test("what you send is summed, and the loss is the mean of the reports", () => {
  const stats = report(
    { type: "outbound-rtp", bytesSent: 10 },
    { type: "outbound-rtp" },
    { type: "remote-inbound-rtp", fractionLost: 0.02 },
    { type: "remote-inbound-rtp" },
    { type: "candidate-pair", availableOutgoingBitrate: 900_000 },
  );
  assert.deepEqual(streams.sent(stats), { bytes: 10, lost: 1, available: 900_000 });
  assert.deepEqual(streams.sent(report()), { bytes: 0, lost: 0, available: null });
});

test("the codecs are those of streams with media, the picture's first", () => {
  const stats = report(
    { type: "codec", id: "c1", mimeType: "audio/opus" },
    { type: "codec", id: "c2", mimeType: "video/VP8" },
    { type: "codec", id: "c3", mimeType: "video/H264" },
    { type: "outbound-rtp", codecId: "c1", bytesSent: 1 },
    { type: "outbound-rtp", codecId: "c2", bytesSent: 1 },
    { type: "outbound-rtp", codecId: "c3", bytesSent: 0 },
  );
  assert.equal(streams.codecsOf(stats, streams.outbound(stats)), "VP8, Opus");
  assert.equal(streams.codecsOf(stats, []), "");
});

test("the jitter buffer is that since the last report, of the slower stream", () => {
  const buffer = new streams.JitterBuffer();
  const read = (/** @type {number[][]} */ ...told) =>
    buffer.read(
      told.map(([jitterBufferDelay, jitterBufferEmittedCount], index) => ({
        id: String(index),
        jitterBufferDelay,
        jitterBufferEmittedCount,
      })),
    );
  assert.equal(read([9, 300], [4800, 48_000]), 100);
  assert.equal(read([9.6, 330], [6720, 96_000]), 40);
  assert.equal(read([10.5, 360], [6720, 96_000])?.toFixed(), "30"); // no sound was played
  assert.equal(read([10.5, 360], [6720, 96_000]), null);
  assert.equal(buffer.read([{ id: "new" }]), null);
});

test("the picture that you send is the largest that is encoded now", () => {
  const picture = new streams.SentPicture();
  const layer = (id, frameWidth, framesEncoded, told = {}) => ({
    ...{ id, frameWidth, frameHeight: frameWidth / 2, framesEncoded, ...told },
  });
  picture.read(1_000, [layer("low", 320, 10), layer("high", 640, 10)]);
  const both = picture.read(2_000, [layer("low", 320, 40), layer("high", 640, 34)]);
  assert.deepEqual(both, { width: 640, height: 320, frameRate: 24 });
  const told = { framesPerSecond: 29 };
  const low = picture.read(3_000, [layer("low", 320, 70, told), layer("high", 640, 34)]);
  assert.deepEqual(low, { width: 320, height: 160, frameRate: 29 });
  assert.equal(picture.read(4_000, [layer("low", 320, 70), { id: "sound" }]), null);
});
