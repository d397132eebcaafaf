/** What the browser's statistics tell of your own connection (W3C webrtc-stats). */

import { Meter } from "./chunk-numbers.js";
import { ownRows, sent } from "./rtc-numbers.js";
import { routeOf } from "./rtc-route.js";

/** Reads one report a second. */
export class RtcReport {
  /** @type {import("./chunk-numbers.js").Row[]} */ rows = [];
  #bytes = new Meter();

  /**
   * Takes a report.
   * @param {number} now @param {RTCStatsReport} stats @param {string} node where the media go
   * @returns {import("./rtc-route.js").Path}
   */
  read(now, stats, node) {
    const path = { ...routeOf(stats), node };
    const { bytes, lost, limit } = sent(stats.values());
    this.rows = ownRows({ ...path, bitrate: 8 * this.#bytes.rate(now, bytes), lost, limit });
    return path;
  }
}
