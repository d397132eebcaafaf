/** What the browser's statistics tell of your own connection (W3C webrtc-stats). */

import { Meter } from "./growth.js";
import { ownRows } from "./rtc-numbers.js";
import { pathRows, routeOf } from "./rtc-route.js";
import { codecsOf, outbound, SentPicture, sent } from "./rtc-streams.js";

/** @typedef {Pick<import("./call-media.js").MediaOptions, "local" | "shared" | "view">} Sending */

/** Reads one report a second. */
export class RtcReport {
  /** @type {import("./rows.js").Row[]} */ rows = [];
  #bytes = new Meter();
  #picture = new SentPicture();

  /** @param {Sending} sending */
  constructor(sending) {
    this.sending = sending;
  }

  /**
   * Takes a report.
   * @param {number} now @param {import("./rtc-streams.js").Stats} stats @param {string} node where the media go
   * @returns {import("./rtc-route.js").Path}
   */
  read(now, stats, node) {
    const path = { ...routeOf(stats), node };
    // Who only watches sends nothing.
    this.rows = [...(this.sending.view ? [] : this.#own(now, stats)), ...pathRows(path)];
    return path;
  }

  /** @param {number} now @param {import("./rtc-streams.js").Stats} stats */
  #own(now, stats) {
    const { local, shared } = this.sending;
    const { bytes, ...told } = sent(stats);
    const streams = outbound(stats);
    const picture = this.#picture.read(now, streams);
    return ownRows({
      ...told,
      up: 8 * this.#bytes.rate(now, bytes),
      picture: local.camera || shared.track ? picture : null, // not the card that stands for it
      codecs: codecsOf(stats, streams),
    });
  }
}
