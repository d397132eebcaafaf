/** What the streams of a connection tell of themselves (W3C webrtc-stats). [pure] */

/** What you send, all tracks together. @param {Iterable<any>} stats */
export function sent(stats) {
  let [bytes, lost, reports] = [0, 0, 0];
  /** @type {number | null} */ let available = null;
  for (const item of stats) {
    if (item.type === "outbound-rtp") bytes += item.bytesSent ?? 0;
    if (item.type === "remote-inbound-rtp") {
      lost += 100 * (item.fractionLost ?? 0);
      reports += 1;
    }
    if (item.type === "candidate-pair") available = item.availableOutgoingBitrate ?? available;
  }
  return { bytes, lost: reports ? lost / reports : 0, available };
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
