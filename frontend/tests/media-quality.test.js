import assert from "node:assert/strict";
import test from "node:test";
import { Losses, Part, qualityOf, Stalls, UNRATED, worse } from "../lib/media-quality.js";
import { qualityWords } from "../lib/tile-words.js";

/** @typedef {import("../lib/media-quality.js").Quality} Quality */
/** @typedef {import("../lib/media-quality.js").Rating} Rating */

const SOUND = { id: "sound", packetsReceived: 0, packetsLost: 0 };
const PICTURE = { id: "picture", packetsReceived: 0, packetsLost: 0 };

/** @param {Quality} quality @returns {Rating} */
const lost = (quality) => ({ quality, cause: "lost" });

test("the worse of link and media is shown, and what it is about", () => {
  const link = (/** @type {Quality} */ quality) => ({ quality, cause: "link" });
  assert.deepEqual(worse("good", lost("poor")), lost("poor"));
  assert.deepEqual(worse("fair", lost("poor")), lost("poor"));
  assert.deepEqual(worse("poor", lost("fair")), link("poor"));
  assert.deepEqual(worse("poor", lost("poor")), link("poor"));
  assert.deepEqual(worse("good", lost("good")), link("good"));
  assert.deepEqual(worse("good", UNRATED), link("good"));
  assert.deepEqual(worse("unknown", UNRATED), UNRATED);
});

test("one of a hundred packets may be missing, and three make a call poor", () => {
  const limits = { good: 1, fair: 3 };
  const qualities = [0, 1, 1.1, 3, 3.1, 100].map((percent) => qualityOf(percent, limits));
  assert.deepEqual(qualities, ["good", "good", "fair", "fair", "poor", "poor"]);
  assert.equal(qualityOf(null, limits), "unknown");
});

test("only the last seconds count, and not too few of them", () => {
  const part = new Part({ lately: 5_000, least: 50 });
  assert.equal(part.read(0, 7, 1_000), null);
  assert.equal(part.read(1_000, 7, 1_049), null);
  assert.equal(part.read(2_000, 17, 1_100), 10);
  assert.equal(part.read(7_000, 17, 1_300), 0);
  assert.equal(part.read(8_000, 0, 10), null); // counted anew
  assert.equal(part.read(9_000, -5, 110), 0); // what was sent twice came twice
});

test("the stream that loses most counts, for the sound is not repaired", () => {
  const losses = new Losses();
  assert.deepEqual(losses.rate(0, [SOUND, PICTURE]), lost("unknown"));
  const picture = { ...PICTURE, packetsReceived: 1_000 };
  const at = (/** @type {number} */ now, received = 0, missing = 0) =>
    losses.rate(now, [{ ...SOUND, packetsReceived: received, packetsLost: missing }, picture]);
  assert.deepEqual(at(1_000, 50, 0), lost("good"));
  assert.deepEqual(at(2_000, 98, 2), lost("fair"));
  assert.deepEqual(at(3_000, 140, 10), lost("poor"));
  assert.deepEqual(at(8_000, 390, 10), lost("good"));
  assert.deepEqual(losses.rate(9_000, []), lost("unknown"));
});

test("a player that stands still for want of media stalls", () => {
  const stalls = new Stalls();
  stalls.waits(0); // nothing has played yet
  assert.equal(stalls.rate(1_000), UNRATED);
  stalls.plays(1_000);
  assert.equal(stalls.rate(2_000).quality, "unknown"); // too soon
  assert.equal(stalls.rate(5_000).quality, "good");
  stalls.waits(5_500);
  stalls.waits(5_800);
  stalls.plays(5_900);
  assert.deepEqual(stalls.rate(6_000), { quality: "fair", cause: "stalls" });
  stalls.waits(6_100);
  assert.equal(stalls.rate(7_000).quality, "poor");
  stalls.plays(7_000);
  assert.equal(stalls.rate(11_000).quality, "poor");
  assert.equal(stalls.rate(17_000).quality, "good");
  stalls.ends();
  assert.equal(stalls.rate(18_000), UNRATED);
});

test("the words tell the cause, unless all is well", () => {
  assert.equal(qualityWords(UNRATED), "");
  assert.equal(qualityWords(lost("good")), "Good connection");
  assert.equal(qualityWords({ quality: "poor", cause: "link" }), "Poor connection");
  assert.equal(qualityWords(lost("fair")), "Some packets lost");
  assert.equal(qualityWords(lost("poor")), "Many packets lost");
  assert.equal(qualityWords({ quality: "poor", cause: "stalls" }), "Stalls often");
});
