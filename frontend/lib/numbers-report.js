/** The numbers of one panel as data, for whoever looks into them elsewhere. [pure] */

import { round } from "./history.js";

/** @typedef {import("./chunk-numbers.js").Row} Row */
/** @typedef {import("./history.js").History} History */

/**
 * The rows as they are now, with what was measured in the last minute: [seconds from now, value].
 * @param {{ about: string, time: Date, now: number, rows: Row[], histories: Map<string, History> }} panel
 */
export function numbersReport({ about, time, now, rows, histories }) {
  const numbers = rows.map(({ label, value, measured }) => {
    if (!measured) return { label, value };
    const points = histories.get(label)?.points ?? [];
    const last_minute = points.map((point) => [round((point.at - now) / 1000), point.value]);
    return { label, value, measured: measured.value, unit: measured.unit, last_minute };
  });
  return { about, at: time.toISOString(), numbers };
}
