/** What the streams of a connection tell of themselves (W3C webrtc-stats). [pure] */

import { codecNames } from "./codecs.js";
import { Meter } from "./growth.js";

/** A report: as the browser gives it, or a copy, of which each entry is made into an object only once. @typedef {ReadonlyMap<string, any>} Stats */

/**
 * @typedef {object} Stream what getStats tells of an inbound-rtp, or of an outbound-rtp
 * @property {string} id
 * @property {string} [kind]
 * @property {string} [codecId]
 * @property {number} [bytesReceived]
 * @property {number} [packetsReceived]
 * @property {number} [packetsLost]
 * @property {number} [jitterBufferDelay] seconds, of all that was emitted together
 * @property {number} [jitterBufferEmittedCount] frames of a picture, samples of sound
 * @property {number} [bytesSent]
 * @property {number} [framesEncoded]
 * @property {number} [framesPerSecond]
 * @property {number} [frameWidth]
 * @property {number} [frameHeight]
 */

/** The streams of one participant. @param {Stats} stats @param {Set<string>} tracks their identifiers @returns {Stream[]} */
export function inbound(stats, tracks) {
  const all = [...stats.values()].filter(({ type }) => type === "inbound-rtp");
  return all.filter(({ trackIdentifier }) => tracks.has(trackIdentifier));
}

/** The streams that you send. @param {Stats} stats @returns {Stream[]} */
export function outbound(stats) {
  return [...stats.values()].filter(({ type }) => type === "outbound-rtp");
}

/** The sums over the streams of one participant. @param {Stream[]} streams */
export function totals(streams) {
  const sum = { bytes: 0, received: 0, lost: 0 };
  for (const { bytesReceived = 0, packetsReceived = 0, packetsLost = 0 } of streams) {
    sum.bytes += bytesReceived;
    sum.received += packetsReceived;
    sum.lost += Math.max(0, packetsLost);
  }
  return sum;
}

/** What is in streams with media: the picture's codec first. @param {Stats} stats @param {Stream[]} streams */
export function codecsOf(stats, streams) {
  const used = streams.filter(({ bytesReceived = 0, bytesSent = 0 }) => bytesReceived || bytesSent);
  const ids = new Set(used.map(({ codecId }) => codecId));
  const codecs = [...stats.values()].filter(({ type, id }) => type === "codec" && ids.has(id));
  const types = codecs.map(({ mimeType }) => String(mimeType));
  return codecNames(types.sort().reverse()); // "video" comes after "audio"
}

/** How you send, over all streams. @param {Stats} stats */
export function sent(stats) {
  let [bytes, lost, reports] = [0, 0, 0];
  /** @type {number | null} */ let available = null;
  for (const item of stats.values()) {
    if (item.type === "outbound-rtp") bytes += item.bytesSent ?? 0;
    if (item.type === "remote-inbound-rtp") {
      lost += 100 * (item.fractionLost ?? 0);
      reports += 1;
    }
    if (item.type === "candidate-pair") available = item.availableOutgoingBitrate ?? available;
  }
  return { bytes, lost: reports ? lost / reports : 0, available };
}

/** The jitter buffers of one participant's streams. */
export class JitterBuffer {
  /** @type {Map<string, Stream>} */ #last = new Map();

  /** The milliseconds that what was played since the last time had waited: in the slowest stream; null if nothing was. @param {Stream[]} streams */
  read(streams) {
    const waits = streams.flatMap((stream) => {
      const { jitterBufferDelay: before = 0, jitterBufferEmittedCount: from = 0 } =
        this.#last.get(stream.id) ?? {};
      const { jitterBufferDelay: delay = 0, jitterBufferEmittedCount: count = 0 } = stream;
      return count > from ? [(1000 * (delay - before)) / (count - from)] : [];
    });
    this.#last = new Map(streams.map((stream) => [stream.id, stream]));
    return waits.length ? Math.max(...waits) : null;
  }
}

/** The pictures that you send. */
export class SentPicture {
  /** @type {Map<string, Meter>} */ #encoded = new Map(); // by stream

  /** The largest that is encoded now: of layers, or of camera and screen. @param {number} now @param {Stream[]} streams */
  read(now, streams) {
    let largest = { width: 0, height: 0, frameRate: 0 };
    for (const { id, framesEncoded = 0, framesPerSecond, ...stream } of streams) {
      const meter = this.#encoded.get(id) ?? new Meter();
      this.#encoded.set(id, meter);
      const encoded = meter.rate(now, framesEncoded);
      const { frameWidth: width = 0, frameHeight: height = 0 } = stream;
      const isLarger = width * height > largest.width * largest.height;
      // A layer or a track that has ended keeps its size.
      if (encoded > 0 && isLarger)
        largest = { width, height, frameRate: framesPerSecond ?? encoded };
    }
    return largest.width ? largest : null;
  }
}
