/** What step 2's media path measures of one publisher, as rows for the page. [pure] */

import { inKilobits, inMilliseconds } from "./chunk-numbers.js";
import { pathRows } from "./rtc-route.js";
import { decimal, words } from "./words.js";

/** @typedef {import("./chunk-numbers.js").Row} Row */

/**
 * @typedef {object} RtcNumbers
 * @property {number | null} latency milliseconds from painting to showing, if the picture tells
 * @property {number} bitrate bits a second that arrived
 * @property {number} width
 * @property {number} height
 * @property {number} frameRate
 * @property {number} lost packets, of a hundred
 * @property {number} lostNow the same of the last second
 * @property {string} route
 * @property {number | null} roundTrip milliseconds
 */

/** The rows of one publisher's tile. @param {RtcNumbers} numbers @returns {Row[]} */
export function rtcRows({ latency, bitrate, width, height, frameRate, lost, lostNow, ...path }) {
  const { numbers } = words;
  return [
    {
      label: numbers.latency,
      value: latency === null ? numbers.unknown : `${Math.round(latency)} ms`,
      explain: numbers.latencyIs,
      measured: inMilliseconds(latency),
    },
    {
      label: numbers.down,
      value: `${Math.round(bitrate / 1000)} kbit/s`,
      explain: numbers.downIs,
      measured: inKilobits(bitrate),
    },
    { label: numbers.picture, value: `${width} x ${height}`, explain: numbers.itsSizeIs },
    {
      label: numbers.frames,
      value: `${Math.round(frameRate)} fps`,
      explain: numbers.framesIs,
    },
    {
      label: numbers.lost,
      value: `${decimal(lost, 1)} %`,
      explain: numbers.lostIs,
      measured: inPercent(lostNow),
    },
    ...pathRows(path),
  ];
}

/**
 * @typedef {object} OwnNumbers
 * @property {number} bitrate bits a second that you send
 * @property {number | null} limit bits a second that the path seems to take
 * @property {number} lost packets on the way to the server, of a hundred
 * @property {string} route
 * @property {number | null} roundTrip milliseconds
 */

/** The rows about your own connection. @param {OwnNumbers} numbers @returns {Row[]} */
export function ownRows({ bitrate, limit, lost, ...path }) {
  const { numbers } = words;
  return [
    {
      label: numbers.up,
      value: `${Math.round(bitrate / 1000)} kbit/s`,
      explain: numbers.packetsUpIs,
      measured: inKilobits(bitrate),
    },
    ...roomRows(limit),
    {
      label: numbers.lostUp,
      value: `${decimal(lost, 1)} %`,
      explain: numbers.lostUpIs,
      measured: inPercent(lost),
    },
    ...pathRows(path),
  ];
}

/** Nothing in a browser that does not tell, as Firefox. @param {number | null} limit @returns {Row[]} */
function roomRows(limit) {
  if (limit === null) return [];
  const { path, pathIs } = words.numbers;
  return [{ label: path, value: `${Math.round(limit / 1000)} kbit/s`, explain: pathIs }];
}

/** @param {number} value @returns {import("./chunk-numbers.js").Measured} */
function inPercent(value) {
  return { value: Math.round(10 * value) / 10, unit: "%" };
}

/** What you send, all tracks together. @param {Iterable<any>} stats */
export function sent(stats) {
  let [bytes, lost, reports] = [0, 0, 0];
  /** @type {number | null} */ let limit = null;
  for (const item of stats) {
    if (item.type === "outbound-rtp") bytes += item.bytesSent ?? 0;
    if (item.type === "remote-inbound-rtp") {
      lost += 100 * (item.fractionLost ?? 0);
      reports += 1;
    }
    if (item.type === "candidate-pair") limit = item.availableOutgoingBitrate ?? limit;
  }
  return { bytes, lost: reports ? lost / reports : 0, limit };
}

/**
 * @typedef {object} InboundStats what getStats tells of one stream (W3C webrtc-stats, inbound-rtp)
 * @property {string} type
 * @property {string} kind
 * @property {string} trackIdentifier
 * @property {number} [bytesReceived]
 * @property {number} [packetsReceived]
 * @property {number} [packetsLost]
 */

/**
 * The sums over the streams of one participant.
 * @param {Iterable<InboundStats>} stats @param {Set<string>} tracks their identifiers
 */
export function totals(stats, tracks) {
  const sum = { bytes: 0, received: 0, lost: 0 };
  for (const stream of stats) {
    if (stream.type !== "inbound-rtp" || !tracks.has(stream.trackIdentifier)) continue;
    sum.bytes += stream.bytesReceived ?? 0;
    sum.received += stream.packetsReceived ?? 0;
    sum.lost += Math.max(0, stream.packetsLost ?? 0);
  }
  return sum;
}
