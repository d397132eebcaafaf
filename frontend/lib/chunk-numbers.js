/** What step 1's media path measures, as rows for the page. [pure] */

import { bitrate, codec, frames, milliseconds, row, size, told, toldBitrate } from "./rows.js";
import { words } from "./words.js";

/** @typedef {import("./rows.js").Row} Row */

/**
 * @typedef {object} TileNumbers
 * @property {number} gap seconds between picture and newest byte
 * @property {number} reserve seconds kept against the next stall
 * @property {number | null} latency milliseconds from painting to showing, if the picture tells
 * @property {number} down bits a second that arrived
 * @property {number} width
 * @property {number} height
 * @property {number} frameRate
 * @property {string} codecs
 * @property {number} epoch
 * @property {number} skipped
 */

/** The rows of one publisher's tile. @param {TileNumbers} measured @returns {Row[]} */
export function tileRows({ gap, reserve, latency, down, frameRate, ...media }) {
  const { numbers } = words;
  const { codecs, epoch, skipped } = media;
  const ahead = Math.max(0, gap * 1000); // a player that has run dry may be a little ahead
  return [
    row("gap", numbers.gap, numbers.gapIs, milliseconds(ahead)),
    row("latency", numbers.latency, numbers.latencyIs, milliseconds(latency)),
    row("bitrate", numbers.down, numbers.downIs, bitrate(down)),
    ...(media.width ? [row("picture", numbers.picture, numbers.pictureIs, size(media))] : []),
    row("frames", numbers.frames, numbers.framesIs, frames(frameRate)),
    row("codec", numbers.codec, numbers.codecIs, codec(codecs)),
    row("reserve", numbers.reserve, numbers.reserveIs, told(Math.round(reserve * 1000), "ms")),
    row("epoch", numbers.epoch, numbers.epochIs, told(epoch)),
    row("skipped", numbers.skipped, numbers.skippedIs, told(skipped)),
  ];
}

/**
 * What a camera is set to, or how many pictures a second were painted in place of one.
 * @typedef {{ width?: number, height?: number, frameRate?: number, painted?: number }} Picture
 */

/**
 * @typedef {object} OwnNumbers
 * @property {number} up bits a second that were sent
 * @property {number} chunks a second
 * @property {number} epoch
 * @property {number} most bits a second that the picture may have
 * @property {string} codecs
 * @property {Picture | null} picture
 */

/** The rows about the WebSockets. @param {number | null} roundTrip milliseconds @returns {Row[]} */
export function pathRows(roundTrip) {
  const { numbers, route } = words;
  const way = { value: route.socket, told: { value: "websocket" } };
  return [
    row("round_trip", numbers.roundTrip, numbers.pingIs, milliseconds(roundTrip)),
    row("route", numbers.route, numbers.socketIs, way),
  ];
}

/** @typedef {{ publishers: number, viewers: number, copies: number, in_bps: number, out_bps: number, skipped: number }} FanOut */

/** The rows about your own media. @param {OwnNumbers} numbers @returns {Row[]} */
export function ownRows({ up, chunks, epoch, most, codecs, picture }) {
  const { numbers } = words;
  const perSecond = { value: `${chunks}/s`, told: { value: chunks, unit: "1/s" } };
  return [
    row("bitrate", numbers.up, numbers.chunksUpIs, bitrate(up)),
    row("chunks", numbers.chunks, numbers.chunksIs, perSecond),
    ...(picture ? pictureRows(picture) : []),
    ...(codecs ? [row("codec", numbers.codec, numbers.codecIs, codec(codecs))] : []),
    row("limit", numbers.limit, numbers.limitIs, toldBitrate(most)),
    row("epoch", numbers.epoch, numbers.ownEpochIs, told(epoch)),
  ];
}

/** The rows about the server. @param {FanOut} bill @returns {Row[]} */
export function serverRows({ publishers, viewers, copies, in_bps, out_bps, skipped }) {
  const { numbers } = words;
  const copiesIs = numbers.copiesIs(publishers, viewers);
  return [
    row("server_out", numbers.serverOut, numbers.serverOutIs, toldBitrate(out_bps)),
    row("copies", numbers.copies, copiesIs, told(copies)),
    row("server_in", numbers.serverIn, numbers.serverInIs, toldBitrate(in_bps)),
    row("skips", numbers.skips, numbers.skipsIs, told(skipped)),
  ];
}

/** @param {Picture} picture @returns {Row[]} */
function pictureRows({ frameRate, painted, ...picture }) {
  const { numbers } = words;
  const rows = [row("picture", numbers.picture, numbers.cameraPictureIs, size(picture))];
  if (painted !== undefined)
    return [...rows, row("frames", numbers.frames, numbers.paintedFramesIs, frames(painted))];
  if (!frameRate) return rows;
  const set = told(Math.round(frameRate), "fps");
  return [...rows, row("frames", numbers.frames, numbers.cameraFramesIs, set)];
}
