/** What was measured in the last minute: to be drawn, to be said, to be copied. [pure] */

import { decimal, words } from "./words.js";

/** Nothing (null) was measured where a line has a gap. @typedef {{ at: number, value: number | null }} Point */
/** @typedef {{ width: number, height: number }} Size */

export const MINUTE = 60_000;
const MOST = 120; // points, however often somebody measures

/** The points of the last minute, oldest first. */
export class History {
  /** @type {Point[]} */ points = [];

  /** @param {number} at in milliseconds @param {number | null} value */
  add(at, value) {
    const kept = this.points.filter((point) => at - point.at <= MINUTE);
    this.points = [...kept, { at, value }].slice(-MOST);
  }
}

/** The highest value, 0 if there is none: a plot begins at 0 and ends there. @param {Point[]} points */
export function peak(points) {
  return Math.max(0, ...known(points));
}

/**
 * The `d` of an SVG path: the last point is at the right edge, a minute before it at the left.
 * @param {Point[]} points @param {Size} size
 */
export function linePath(points, { width, height }) {
  const end = points.at(-1)?.at ?? 0;
  const most = peak(points) || 1;
  let pen = "M";
  const steps = points.map(({ at, value }) => {
    const x = width * (1 - (end - at) / MINUTE);
    if (value === null) {
      pen = "M";
      return "";
    }
    const step = `${pen}${round(x)} ${round(height * (1 - value / most))}`;
    const dot = pen === "M" ? "h0" : ""; // a point between two gaps is seen, too
    pen = "L";
    return step + dot;
  });
  return steps.join("");
}

/** How high the line goes. @param {Point[]} points @param {string} unit */
export function upTo(points, unit) {
  if (known(points).length === 0) return words.plot.nothing;
  return words.plot.most(written(peak(points)), unit);
}

/** What the line shows, in words. @param {Point[]} points @param {string} unit */
export function inWords(points, unit) {
  const values = known(points);
  if (values.length === 0) return words.plot.nothing;
  const [low, high] = [Math.min(...values), Math.max(...values)].map(written);
  const last = points.at(-1)?.value ?? null;
  const now = last === null ? words.plot.unknownNow : words.plot.now(written(last), unit);
  return words.plot.range(low, high, unit, now);
}

/** @param {Point[]} points */
function known(points) {
  return points.flatMap(({ value }) => (value === null ? [] : [value]));
}

/** @param {number} value */
function written(value) {
  return decimal(round(value));
}

/** @param {number} value */
export function round(value) {
  return Math.round(10 * value) / 10;
}
