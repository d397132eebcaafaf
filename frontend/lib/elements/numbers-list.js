/** The rows of the numbers, with the last minute of each that is measured. */

import { element } from "../dom.js";
import { History } from "../history.js";
import { numbersReport } from "../numbers-report.js";
import { emptyRow, fill } from "./numbers-row.js";

/** @typedef {import("../rows.js").Row} Row */

/** A list that remembers a minute, also while nobody looks. */
export class NumbersList {
  element = element("dl");
  /** @type {Row[]} */ rows = [];
  /** @type {Map<string, History>} */ #histories = new Map(); // by key

  /** Takes the newest values in, without showing them. @param {Row[]} rows @param {number} now in milliseconds */
  keep(rows, now) {
    const kept = new Map();
    for (const { key, measured } of rows) {
      if (!measured) continue;
      const history = this.#histories.get(key) ?? new History();
      history.add(now, measured.value);
      kept.set(key, history);
    }
    this.rows = rows;
    this.#histories = kept;
  }

  /** Shows what was kept. */
  fill() {
    const { rows, element: list } = this;
    while (list.childElementCount > rows.length) list.lastElementChild?.remove();
    rows.forEach((row, index) => {
      const points = this.#histories.get(row.key)?.points ?? [];
      fill(list.children[index] ?? list.appendChild(emptyRow()), row, points);
    });
  }

  /** All of it as a text for who looks into it elsewhere. @param {import("../numbers-report.js").About} about */
  json(about) {
    const panel = { ...about, rows: this.rows, histories: this.#histories };
    const report = numbersReport({ ...panel, time: new Date(), now: performance.now() });
    return JSON.stringify(report, null, 1);
  }
}
