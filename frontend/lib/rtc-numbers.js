/** What step 2's media path measures, as rows for the page. [pure] */

import { bitrate, codec, frames, milliseconds, percent, row, size, toldBitrate } from "./rows.js";
import { pathRows } from "./rtc-route.js";
import { words } from "./words.js";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./rtc-route.js").Path} Path */

/**
 * @typedef {object} TileNumbers
 * @property {number | null} latency milliseconds from painting to showing, if the picture tells
 * @property {number} down bits a second that arrived
 * @property {number} width
 * @property {number} height
 * @property {number} frameRate
 * @property {string} codecs
 * @property {number | null} jitterBuffer milliseconds
 * @property {number} lost packets, of a hundred
 * @property {number} lostNow the same of the last second
 * @property {Path} path
 */

/** The rows of one publisher's tile. @param {TileNumbers} measured @returns {Row[]} */
export function rtcRows({ latency, down, frameRate, lost, lostNow, path, ...media }) {
  const { numbers } = words;
  const { codecs, jitterBuffer } = media;
  return [
    row("latency", numbers.latency, numbers.latencyIs, milliseconds(latency)),
    row("bitrate", numbers.down, numbers.downIs, bitrate(down)),
    ...(media.width ? [row("picture", numbers.picture, numbers.itsSizeIs, size(media))] : []),
    row("frames", numbers.frames, numbers.framesIs, frames(frameRate)),
    row("codec", numbers.codec, numbers.codecIs, codec(codecs)),
    row("jitter_buffer", numbers.jitterBuffer, numbers.jitterBufferIs, milliseconds(jitterBuffer)),
    row("lost", numbers.lost, numbers.lostIs, percent(lost, lostNow)),
    ...pathRows(path),
  ];
}

/** @typedef {{ width: number, height: number, frameRate: number }} Picture */

/**
 * @typedef {object} OwnNumbers
 * @property {number} up bits a second that you send
 * @property {Picture | null} picture
 * @property {string} codecs
 * @property {number | null} available bits a second that the path seems to take
 * @property {number} lost packets on the way to the server, of a hundred
 */

/** The rows about what you send. @param {OwnNumbers} measured @returns {Row[]} */
export function ownRows({ up, picture, codecs, available, lost }) {
  const { numbers } = words;
  return [
    row("bitrate", numbers.up, numbers.packetsUpIs, bitrate(up)),
    ...(picture ? pictureRows(picture) : []),
    ...(codecs ? [row("codec", numbers.codec, numbers.codecIs, codec(codecs))] : []),
    // Some browsers do not tell, as Firefox.
    ...(available === null
      ? []
      : [row("available", numbers.path, numbers.pathIs, toldBitrate(available))]),
    row("lost", numbers.lostUp, numbers.lostUpIs, percent(lost)),
  ];
}

/** @param {Picture} picture @returns {Row[]} */
function pictureRows(picture) {
  const { numbers } = words;
  return [
    row("picture", numbers.picture, numbers.sentPictureIs, size(picture)),
    row("frames", numbers.frames, numbers.sentFramesIs, frames(picture.frameRate)),
  ];
}
