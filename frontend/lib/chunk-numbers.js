/** What step 1's media path measures, as rows for the page. [pure] */

import { decimal, words } from "./words.js";

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

/** The rows of one publisher's tile. @param {TileNumbers} measured @returns {Row[]} */
export function tileRows(measured) {
  const { numbers } = words;
  const { gap, reserve, latency, bitrate, width, height, frameRate, epoch, skipped } = measured;
  return [
    row(
      numbers.gap,
      milliseconds(Math.max(0, gap * 1000)), // a player that has run dry may be a little ahead
      numbers.gapIs(milliseconds(reserve * 1000)),
      inMilliseconds(Math.max(0, gap * 1000)),
    ),
    row(
      numbers.latency,
      latency === null ? numbers.unknown : milliseconds(latency),
      numbers.latencyIs,
      inMilliseconds(latency),
    ),
    row(numbers.down, bits(bitrate), numbers.downIs, inKilobits(bitrate)),
    row(numbers.picture, `${width} x ${height}`, numbers.pictureIs),
    row(numbers.frames, `${Math.round(frameRate)} fps`, numbers.framesIs),
    row(numbers.epoch, String(epoch), numbers.epochIs),
    row(numbers.skipped, String(skipped), numbers.skippedIs),
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
  const { numbers } = words;
  const own = [
    row(numbers.up, bits(bitrate), numbers.chunksUpIs, inKilobits(bitrate)),
    row(numbers.chunks, `${chunks}/s`, numbers.chunksIs),
    row(numbers.limit, bits(limit), numbers.limitIs),
    row(numbers.epoch, String(epoch), numbers.ownEpochIs),
  ];
  if (!fanOut) return own;
  const { publishers, viewers, copies, in_bps, out_bps, skipped } = fanOut;
  return [
    row(numbers.copies, `${copies}`, numbers.copiesIs(publishers, viewers)),
    row(numbers.serverOut, bits(out_bps), numbers.serverOutIs),
    row(numbers.serverIn, bits(in_bps), numbers.serverInIs),
    row(numbers.skips, String(skipped), numbers.skipsIs),
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
  if (value >= 1e6) return `${decimal(value / 1e6, 1)} Mbit/s`;
  return `${Math.round(value / 1000)} kbit/s`;
}
