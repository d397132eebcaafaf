/** What the browser's statistics tell of your own connection (W3C webrtc-stats). */

import { Meter } from "./growth.js";
import { ownRows } from "./rtc-numbers.js";
import { pathRows, routeOf } from "./rtc-route.js";
import { sent } from "./rtc-streams.js";

/** Reads one report a second. */
export class RtcReport {
  /** @type {import("./rows.js").Row[]} */ rows = [];
  #bytes = new Meter();

  /**
   * Takes a report.
   * @param {number} now @param {RTCStatsReport} stats @param {string} node where the media go
   * @returns {import("./rtc-route.js").Path}
   */
  read(now, stats, node) {
    const path = { ...routeOf(stats), node };
    const { bytes, ...told } = sent(stats.values());
    const up = 8 * this.#bytes.rate(now, bytes);
    this.rows = [...ownRows({ ...told, up }), ...pathRows(path)];
    return path;
  }
}
