/** Tells in numbers what goes up from here in step 1, and what the server does with it. */

import { ownRows, pathRows, serverRows } from "./chunk-numbers.js";
import { codecsIn } from "./codecs.js";
import { Meter } from "./growth.js";
import { timesPainted } from "./painted-track.js";

/** @typedef {{ bytes: number, chunks: number }} Sent */

const BILL_LASTS = 3_000; // milliseconds, of which one comes each second

/** The numbers about yourself. */
export class ChunkReport {
  /** The server's last bill. @type {import("./chunk-numbers.js").FanOut | null} */ #fanOut = null;
  #fanOutAt = 0;
  #bytes = new Meter();
  #chunks = new Meter();
  #pictures = new Meter();

  /**
   * @param {import("./local-media.js").LocalMedia} local what is sent
   * @param {import("./signaling.js").Signaling} signaling which knows the round trip
   */
  constructor(local, signaling) {
    this.local = local;
    this.signaling = signaling;
  }

  /** Keeps the server's bill. @param {import("./chunk-numbers.js").FanOut} bill */
  take(bill) {
    this.#fanOut = bill;
    this.#fanOutAt = performance.now();
  }

  /**
   * The rows of the last second.
   * @param {number} now @param {import("./publisher.js").Publisher | null} publisher
   * @param {Sent} screen
   */
  rows(now, publisher, screen) {
    const path = pathRows(this.signaling.roundTrip);
    const isNew = now - this.#fanOutAt < BILL_LASTS;
    const server = this.#fanOut && isNew ? serverRows(this.#fanOut) : [];
    if (!publisher) return [...server, ...path]; // who only watches sends nothing
    const { bytes, chunks, epoch, bitrate, mime } = publisher;
    const picture = this.#picture(now);
    const own = ownRows({
      up: 8 * this.#bytes.rate(now, bytes + screen.bytes),
      chunks: Math.round(this.#chunks.rate(now, chunks + screen.chunks)),
      epoch,
      most: bitrate,
      codecs: codecsIn(mime),
      picture: this.local.camera ? picture : null, // not the card that stands for it
    });
    return [...server, ...own, ...path];
  }

  /** A painted picture comes as often as it is painted, which its settings do not tell. @param {number} now */
  #picture(now) {
    const [track] = this.local.stream.getVideoTracks();
    const { width, height, frameRate } = track.getSettings();
    const times = timesPainted(track);
    if (times === undefined) return { width, height, frameRate };
    return { width, height, painted: this.#pictures.rate(now, times) };
  }
}
