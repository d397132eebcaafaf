import assert from "node:assert/strict";
import { test } from "node:test";
import { ChunkReport } from "../lib/chunk-report.js";

const BILL = { publishers: 2, viewers: 2, copies: 2, in_bps: 8, out_bps: 16, skipped: 0 };

test("a bill that no other follows is not told as if it were new", () => {
  const report = new ChunkReport(/** @type {any} */ ({}), /** @type {any} */ ({ roundTrip: 1 }));
  const keys = (now) => report.rows(now, null, { bytes: 0, chunks: 0 }).map(({ key }) => key);
  report.take(BILL);
  const now = performance.now();
  assert.deepEqual(keys(now), [
    "server_out",
    "copies",
    "server_in",
    "skips",
    "round_trip",
    "route",
  ]);
  assert.deepEqual(keys(now + 3_500), ["round_trip", "route"]);
});
