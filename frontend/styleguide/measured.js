/** The numbers of a media path, and plots of a minute in which something was measured. */

import { element } from "../lib/dom.js";
import { CallNumbers } from "../lib/elements/numbers.js";
import { CallPlot } from "../lib/elements/plot.js";
import { ownRows, rtcRows } from "../lib/rtc-numbers.js";
import { pathRows } from "../lib/rtc-route.js";
import { words } from "../lib/words.js";
import { chapter, specimen, whenShown } from "./chapter.js";

const MINUTE = 60;
const PATH = { route: "relay-udp", roundTrip: 18 };

/** The chapters about them. */
export function measured() {
  return [
    chapter("Numbers", ...panels()),
    chapter(
      "Plot",
      specimen("A minute", plot(wave), "on-night"),
      specimen(
        "With a gap",
        plot((at) => (at > 20 && at < 35 ? null : wave(at))),
        "on-night",
      ),
      specimen(
        "Nothing but zeros",
        plot(() => 0),
        "on-night",
      ),
      specimen(
        "Nothing yet",
        plot(() => null),
        "on-night",
      ),
    ),
  ];
}

function panels() {
  return [
    specimen("One line", numbers(false), "on-night"),
    specimen("Opened", numbers(true), "on-night"),
    specimen("Explained", explain(numbers(true)), "on-night"),
    specimen("In the head of a call: your own connection", head(), "whole"),
  ];
}

/** The rows of a tile. @param {number} [second] of the minute */
export function tileNumbers(second = MINUTE) {
  const picture = { width: 1280, height: 720, frameRate: 30, codecs: "VP8, Opus" };
  const lost = { lost: 0.4, lostNow: second % 20 ? 0 : 2 };
  const waits = { latency: wave(second), jitterBuffer: 20 + wave(second) / 4 };
  return rtcRows({ ...waits, down: 1_240_000, ...picture, ...lost, path: PATH });
}

/** @param {number} second */
function ownNumbers(second) {
  const picture = { width: 640, height: 360, frameRate: 30 };
  const media = { up: 20_000 * wave(second), picture, codecs: "VP8, Opus" };
  const own = ownRows({ ...media, available: 3_100_000, lost: 0 });
  return [...own, ...pathRows(PATH)];
}

/** @param {boolean} open */
function numbers(open) {
  return measuring(new CallNumbers({ about: "participant", name: "Ada", open }), tileNumbers);
}

/** @param {CallNumbers} panel */
function explain(panel) {
  whenShown(() => panel.querySelector(".numbers-explain")?.dispatchEvent(new Event("click")));
  return panel;
}

function head() {
  const panel = measuring(new CallNumbers({ about: "own", name: "", open: true }), ownNumbers);
  return element("div", { class: "room-head" }, panel);
}

/** Lets a minute pass. @param {CallNumbers} panel @param {(second: number) => import("../lib/rows.js").Row[]} rows */
function measuring(panel, rows) {
  for (let second = 1; second <= MINUTE; second += 1) panel.show(rows(second), 1000 * second);
  return panel;
}

/** @param {(second: number) => number | null} value */
function plot(value) {
  const seconds = Array.from({ length: MINUTE }, (_, second) => second + 1);
  const points = seconds.map((second) => ({ at: 1000 * second, value: value(second) }));
  const made = new CallPlot();
  made.show({ label: words.numbers.latency, unit: "ms", points });
  return made;
}

/** Something that goes up and down. @param {number} second */
function wave(second) {
  return 48 + 14 * Math.sin(second / 4) + 6 * Math.sin(second * 1.7);
}
