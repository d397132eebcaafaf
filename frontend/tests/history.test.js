import assert from "node:assert/strict";
import { test } from "node:test";
import { History, inWords, linePath, MINUTE, peak, upTo } from "../lib/history.js";
import { numbersReport } from "../lib/numbers-report.js";

const WORDS = { label: "Wert", value: "1,5", explain: "" }; // of whatever language
const SIZE = { width: 60, height: 10 };
const points = (...values) => values.map((value, index) => ({ at: 1_000 * index, value }));

test("a minute is kept, and no more of it than can be drawn", () => {
  const history = new History();
  for (let second = 0; second < 200; second++) history.add(1_000 * second, second);
  assert.equal(history.points.length, 61);
  assert.deepEqual(history.points[0], { at: 139_000, value: 139 });
  for (let tick = 0; tick < 10_000; tick++) history.add(199_000 + tick, tick);
  assert.equal(history.points.length, 120);
  history.add(199_000 + 10 * MINUTE, 1);
  assert.equal(history.points.length, 1);
});

test("the line ends at the right edge, its peak at the top, 0 at the bottom", () => {
  assert.equal(linePath(points(0, 5, 10), SIZE), "M58 10h0L59 5L60 0");
  assert.equal(linePath(points(0, 0), SIZE), "M59 10h0L60 10");
  assert.equal(linePath([], SIZE), "");
});

test("where nothing was measured the line has a gap, and a single point is a dot", () => {
  assert.equal(linePath(points(4, null, 4, null), SIZE), "M57 0h0M59 0h0");
  assert.equal(linePath(points(null, null), SIZE), "");
});

test("the words tell the range and the latest value", () => {
  assert.equal(inWords(points(3, 1.26, 2), "ms"), "1.3 to 3 ms in the last 60 s, now 2 ms");
  assert.equal(inWords(points(3, null), "ms"), "3 to 3 ms in the last 60 s, unknown now");
  assert.equal(inWords(points(null), "ms"), "nothing measured in the last 60 s");
  assert.equal(peak(points(null)), 0);
});

test("beside the line stands how high it goes, and nothing of what was not measured", () => {
  assert.equal(upTo(points(3, null, 1.26), "ms"), "60 s, up to 3 ms");
  assert.equal(upTo(points(0, 0), "ms"), "60 s, up to 0 ms");
  assert.equal(upTo(points(null), "ms"), "nothing measured in the last 60 s");
  assert.equal(upTo([], "ms"), "nothing measured in the last 60 s");
});

test("the report is the rows as they are in every language, with the last minute of what is measured", () => {
  const rows = [
    { key: "bitrate", ...WORDS, measured: { value: 2, unit: "kbit/s" } },
    { key: "route", ...WORDS, told: { value: "relay-udp", node: "b" } },
    { key: "latency", ...WORDS, measured: { value: null, unit: "ms" } },
  ];
  const history = new History();
  history.add(1_000, 1);
  history.add(2_000, null);
  const panel = { about: "participant", name: "Ada", time: new Date(0), now: 2_500, rows };
  assert.deepEqual(numbersReport({ ...panel, histories: new Map([["bitrate", history]]) }), {
    about: "participant",
    name: "Ada",
    at: "1970-01-01T00:00:00.000Z",
    numbers: [
      {
        key: "bitrate",
        value: 2,
        unit: "kbit/s",
        last_minute: [
          [-1.5, 1],
          [-0.5, null],
        ],
      },
      { key: "route", value: "relay-udp", node: "b" },
      { key: "latency", value: null, unit: "ms", last_minute: [] },
    ],
  });
  const own = numbersReport({ ...panel, about: "own", name: "", histories: new Map() });
  assert.deepEqual([own.about, "name" in own], ["own", false]);
});
