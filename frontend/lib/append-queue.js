/**
 * What waits to be appended to a SourceBuffer: one thing at a time, in order, and not too much. [pure]
 *
 * A byte that is left out would break the stream until its next start. So if too much waits, all of
 * it goes, and nothing more is taken until then.
 */

/** The announcement of an init segment. @typedef {{ mime: string, timestamp: number }} Start */
/** @typedef {{ start: Start } | { bytes: Uint8Array<ArrayBuffer> }} Entry */

const MOST = 8 * 1024 * 1024;
const MERGED = 256 * 1024; // appending costs: what waits together is appended together
const CLUSTER = [0x1f, 0x43, 0xb6, 0x75];

/** A queue of starts and bytes. */
export class AppendQueue {
  /** @type {Entry[]} */ #entries = [];
  #bytes = 0;
  #broken = true; // nothing can be understood before the first start

  /** Announces that an init segment follows. @param {Start} start */
  begin(start) {
    this.#broken = false;
    this.#entries.push({ start });
  }

  /** Takes the next bytes; false if they cannot be of use any more. @param {Uint8Array<ArrayBuffer>} bytes */
  push(bytes) {
    if (this.#broken) return false;
    this.#entries.push({ bytes });
    this.#bytes += bytes.length;
    if (this.#bytes > MOST) this.clear();
    return !this.#broken;
  }

  /** Throws everything away, and what comes until the next start. */
  clear() {
    this.#entries = [];
    this.#bytes = 0;
    this.#broken = true;
  }

  /** The next entry, which stays in the queue; several pieces of a stream are put together. */
  peek() {
    const pieces = this.#mergeable();
    if (pieces.length > 1) this.#entries.splice(0, pieces.length, { bytes: joined(pieces) });
    return this.#entries.at(0);
  }

  /** Takes the next entry out. */
  shift() {
    const entry = this.#entries.shift();
    if (entry) this.#bytes -= bytesOf(entry).length;
  }

  /** The pieces at the head that may be appended at once: of one group of pictures. */
  #mergeable() {
    const pieces = [];
    let length = 0;
    for (const entry of this.#entries) {
      const bytes = bytesOf(entry);
      length += bytes.length;
      if ("start" in entry || length > MERGED) break;
      if (pieces.length && beginsCluster(bytes)) break;
      pieces.push(bytes);
    }
    return pieces;
  }
}

/** Whether a piece begins with a Cluster, where a decoder can begin. @param {Uint8Array} bytes */
export function beginsCluster(bytes) {
  return CLUSTER.every((byte, index) => bytes[index] === byte);
}

/** @param {Entry} entry */
function bytesOf(entry) {
  return "bytes" in entry ? entry.bytes : new Uint8Array();
}

/** One array from several. @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
