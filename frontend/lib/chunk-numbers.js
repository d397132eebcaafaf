/** What step 1's media path measures, as rows for the page. [pure] */

/** What can be drawn over time; null while it is unknown. @typedef {{ value: number | null, unit: string }} Measured */
/** @typedef {{ label: string, value: string, explain: string, measured?: Measured }} Row */

/**
 * @typedef {object} TileNumbers
 * @property {number} gap seconds between picture and newest byte
 * @property {number} reserve seconds kept against the next stall
 * @property {number | null} latency milliseconds from painting to showing, if the picture tells
 * @property {number} bitrate bits a second that arrived
 * @property {number} width
 * @property {number} height
 * @property {number} frameRate
 * @property {number} epoch
 * @property {number} skipped
 */

/** The rows of one publisher's tile. @param {TileNumbers} numbers @returns {Row[]} */
export function tileRows(numbers) {
  const { gap, reserve, latency, bitrate, width, height, frameRate, epoch, skipped } = numbers;
  return [
    row(
      "Gap to the live edge",
      milliseconds(Math.max(0, gap * 1000)), // a player that has run dry may be a little ahead
      `Media that have arrived but are not shown yet. The player keeps at least ${milliseconds(reserve * 1000)} in reserve.`,
      inMilliseconds(Math.max(0, gap * 1000)),
    ),
    row(
      "Latency",
      latency === null ? "unknown" : milliseconds(latency),
      "From painting the picture there to showing it here, read from the frame stamp (fake=1 only).",
      inMilliseconds(latency),
    ),
    row(
      "Bitrate down",
      bits(bitrate),
      "The bits a second that come from this participant.",
      inKilobits(bitrate),
    ),
    row("Picture", `${width} x ${height}`, "The size of the picture as it was sent."),
    row("Frame rate", `${Math.round(frameRate)} fps`, "The pictures a second that are shown here."),
    row(
      "Epoch",
      String(epoch),
      "How many runs of the recorder there were: each begins with an init segment.",
    ),
    row(
      "Skipped",
      String(skipped),
      "How often the server had to skip this browser to a later keyframe.",
    ),
  ];
}

/**
 * @typedef {object} OwnNumbers
 * @property {number} bitrate bits a second that were sent
 * @property {number} chunks a second
 * @property {number} epoch
 * @property {number} limit bits a second that the picture may have
 * @property {FanOut | null} fanOut
 */

/** @typedef {{ publishers: number, viewers: number, copies: number, in_bps: number, out_bps: number, skipped: number }} FanOut */

/** The rows about your own media and about the server. @param {OwnNumbers} numbers @returns {Row[]} */
export function ownRows({ bitrate, chunks, epoch, limit, fanOut }) {
  const own = [
    row(
      "Bitrate up",
      bits(bitrate),
      "The bits a second that you send, once, however many people watch.",
      inKilobits(bitrate),
    ),
    row(
      "Chunks",
      `${chunks}/s`,
      "The messages with media that you send in a second: one chunk each, in a crowd several. A chunk is not a segment: it ends anywhere.",
    ),
    row(
      "Limit",
      bits(limit),
      "What the recorder may use for the picture; halved when the connection is too slow.",
    ),
    row(
      "Epoch",
      String(epoch),
      "The runs of your recorder: a new one for every change of a track.",
    ),
  ];
  if (!fanOut) return own;
  const { publishers, viewers, copies, in_bps, out_bps, skipped } = fanOut;
  return [
    row(
      "Copies by the server",
      `${copies}`,
      `Each chunk of ${publishers} publishers goes to every other of ${viewers} viewers: N x (N-1) when everybody sends.`,
    ),
    row("Server out", bits(out_bps), "The media that the server sends for this room."),
    row("Server in", bits(in_bps), "The media that the server receives for this room."),
    row(
      "Skips in the room",
      String(skipped),
      "How often a viewer was too slow and was skipped to a later keyframe.",
    ),
    ...own,
  ];
}

/** Counts what grows, and tells how much it grew in a second. */
export class Meter {
  #last = 0;
  #at = 0;

  /** The growth in a second since the last time. @param {number} now in milliseconds @param {number} total */
  rate(now, total) {
    const seconds = (now - this.#at) / 1000;
    const growth = Math.max(0, total - this.#last);
    [this.#last, this.#at] = [total, now];
    return seconds > 0 ? growth / seconds : 0;
  }
}

/** A time to be drawn. @param {number | null} value @returns {Measured} */
export function inMilliseconds(value) {
  return { value: value === null ? null : Math.round(value), unit: "ms" };
}

/** A bitrate to be drawn. @param {number} bitrate in bits a second @returns {Measured} */
export function inKilobits(bitrate) {
  return { value: Math.round(bitrate / 1000), unit: "kbit/s" };
}

/** @param {string} label @param {string} value @param {string} explain @param {Measured} [measured] @returns {Row} */
function row(label, value, explain, measured) {
  return { label, value, explain, measured };
}

/** @param {number} value */
function milliseconds(value) {
  return `${Math.round(value)} ms`;
}

/** @param {number} value bits a second */
function bits(value) {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} Mbit/s`;
  return `${Math.round(value / 1000)} kbit/s`;
}
