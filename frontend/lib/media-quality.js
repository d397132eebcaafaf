/** How good what comes of somebody is, and the worse of that and of what the server says of them. [pure] */

/** @typedef {import("./room-store.js").Participant["quality"]} Quality */
/** @typedef {"link" | "lost" | "stalls"} Cause */
/** @typedef {{ quality: Quality, cause: Cause }} Rating */
/** More than so many of a hundred is no longer good, no longer fair. @typedef {{ good: number, fair: number }} Limits */

// ITU-T G.1010, table I.1: less than 1 % for video calls, 3 % for voice.
const LOSS = { good: 1, fair: 3 };
// TCP loses nothing: its media wait. These limits are ours.
const STALLS = { good: 3, fair: 10 };
const LATELY = 5_000; // milliseconds; as short as the sign should lag
const LATELY_DRY = 10_000; // stalls are fewer than packets
const PACKETS = 50; // of fewer each is too large a part
const PLAYED = 3_000; // milliseconds

/** @type {Quality[]} */ const FROM_BEST = ["unknown", "good", "fair", "poor"];

/** @type {Rating} */ export const UNRATED = { quality: "unknown", cause: "link" };

/** The worse of the two; of equals the link. @param {Quality} link @param {Rating} media @returns {Rating} */
export function worse(link, media) {
  const isWorse = FROM_BEST.indexOf(media.quality) > FROM_BEST.indexOf(link);
  return isWorse ? media : { quality: link, cause: "link" };
}

/** @param {number | null} percent @param {Limits} limits @returns {Quality} */
export function qualityOf(percent, { good, fair }) {
  if (percent === null) return "unknown";
  if (percent <= good) return "good";
  return percent <= fair ? "fair" : "poor";
}

/** The part of something that was bad in the last seconds, from sums since the beginning. */
export class Part {
  /** @type {{ at: number, bad: number, all: number }[]} */ #sums = [];

  /** @param {{ lately: number, least: number }} about milliseconds to look back; of less than `least` nothing is said */
  constructor({ lately, least }) {
    this.lately = lately;
    this.least = least;
  }

  /** Of a hundred; null of too few. @param {number} now @param {number} bad @param {number} all */
  read(now, bad, all) {
    if (all < (this.#sums.at(-1)?.all ?? 0)) this.#sums = []; // they are counted anew
    const kept = this.#sums.filter(({ at }) => now - at <= this.lately);
    this.#sums = [...kept, { at: now, bad, all }];
    const [first] = this.#sums;
    const grown = all - first.all;
    return grown < this.least ? null : (100 * Math.max(0, bad - first.bad)) / grown;
  }
}

/** What is lost of one participant's streams, mended on the way down or not. */
export class Losses {
  /** @type {Map<string, Part>} */ #parts = new Map(); // by stream

  /** By the stream that loses most, mostly the sound. @param {number} now @param {import("./rtc-streams.js").Stream[]} streams @returns {Rating} */
  rate(now, streams) {
    const parts = new Map();
    const lost = streams.map(({ id, packetsReceived = 0, packetsLost = 0 }) => {
      const part = this.#parts.get(id) ?? new Part({ lately: LATELY, least: PACKETS });
      parts.set(id, part);
      return part.read(now, packetsLost, packetsReceived + packetsLost) ?? -1;
    });
    this.#parts = parts;
    const most = Math.max(-1, ...lost);
    return { quality: qualityOf(most < 0 ? null : most, LOSS), cause: "lost" };
  }
}

/** How often a player stands still because nothing has come. */
export class Stalls {
  #part = new Part({ lately: LATELY_DRY, least: PLAYED });
  /** @type {number | null} */ #from = null;
  /** @type {number | null} */ #since = null;
  #still = 0;

  /** It plays. @param {number} now */
  plays(now) {
    this.#from ??= now; // before, nothing was due
    this.#still += now - (this.#since ?? now);
    this.#since = null;
  }

  /** It has nothing to play. @param {number} now */
  waits(now) {
    if (this.#from !== null) this.#since ??= now;
  }

  /** There is nothing to be played any more. */
  ends() {
    this.#part = new Part({ lately: LATELY_DRY, least: PLAYED });
    [this.#from, this.#since, this.#still] = [null, null, 0];
  }

  /** @param {number} now @returns {Rating} */
  rate(now) {
    if (this.#from === null) return UNRATED;
    const still = this.#still + now - (this.#since ?? now);
    return {
      quality: qualityOf(this.#part.read(now, still, now - this.#from), STALLS),
      cause: "stalls",
    };
  }
}
