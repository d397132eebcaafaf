import assert from "node:assert/strict";
import test from "node:test";
import * as chunks from "../lib/chunk-numbers.js";
import * as rows from "../lib/rows.js";
import * as rtc from "../lib/rtc-numbers.js";
import { pathRows } from "../lib/rtc-route.js";

test("a value is read in words, and copied as what it is", () => {
  const known = { value: "42 ms", measured: { value: 42, unit: "ms" } };
  const unknown = { value: "unknown", measured: { value: null, unit: "ms" } };
  assert.deepEqual(rows.milliseconds(41.6), known);
  assert.deepEqual(rows.milliseconds(null), unknown);
  const share = { value: "0.3 %", measured: { value: 4, unit: "%" } };
  assert.deepEqual(rows.percent(0.25, 4.04), share);
  const told = { value: "1.2 Mbit/s", told: { value: 1240, unit: "kbit/s" } };
  assert.deepEqual(rows.toldBitrate(1_240_000), told);
  assert.deepEqual(rows.told(3, "fps"), { value: "3 fps", told: { value: 3, unit: "fps" } });
  assert.deepEqual(rows.told(3), { value: "3", told: { value: 3 } });
});

test("without a camera there are no numbers of a picture", () => {
  const all = ["gap", "latency", "picture", "frames", "codec"].map((key) => ({ key }));
  assert.deepEqual(rows.withoutPicture(all), [{ key: "gap" }, { key: "codec" }]);
});

test("each number of a panel has a key of its own, and something to copy", () => {
  const size = { width: 1, height: 1, frameRate: 1 };
  const own = {
    up: 1,
    chunks: 1,
    epoch: 1,
    most: 1,
    available: 1,
    lost: 1,
    codecs: "VP8",
    picture: size,
  };
  const bill = { publishers: 1, viewers: 1, copies: 1, in_bps: 1, out_bps: 1, skipped: 1 };
  const picture = { latency: 1, down: 1, ...size, codecs: "", jitterBuffer: null };
  const path = { route: "direct", roundTrip: 1 };
  for (const panel of [
    chunks.tileRows({ ...picture, gap: 1, reserve: 1, epoch: 1, skipped: 1 }),
    [...chunks.serverRows(bill), ...chunks.ownRows(own), ...chunks.pathRows(1)],
    rtc.rtcRows({ ...picture, lost: 1, lostNow: 1, path }),
    [...rtc.ownRows(own), ...pathRows(path)],
  ]) {
    assert.equal(new Set(panel.map(({ key }) => key)).size, panel.length);
    for (const { key, measured, told } of panel) {
      assert.match(key, /^[a-z_]+$/);
      assert.ok(measured ?? told, key);
    }
  }
});
