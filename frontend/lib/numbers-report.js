/** The numbers of one panel as data, for whoever looks into them elsewhere: the same in every language. [pure] */

import { round } from "./history.js";

/** Whose they are; your own have no name. @typedef {{ about: "participant" | "screen" | "own", name: string }} About */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./history.js").History} History */
/** @typedef {About & { time: Date, now: number, rows: Row[], histories: Map<string, History> }} Panel */

/** The rows as they are now, with what was measured in the last minute: [seconds from now, value]. @param {Panel} panel */
export function numbersReport({ about, name, time, now, rows, histories }) {
  const numbers = rows.map(({ key, measured, told }) => {
    if (!measured) return { key, ...told };
    const points = histories.get(key)?.points ?? [];
    const last_minute = points.map((point) => [round((point.at - now) / 1000), point.value]);
    return { key, ...measured, last_minute };
  });
  return { about, ...(name && { name }), at: time.toISOString(), numbers };
}
