/** Chunks on their way up, several of which may go as one message. [pure] */

/** Holds chunks back until the last message is long enough ago. */
export class Bundle {
  /** Milliseconds between messages at least; 0 lets each chunk pass. */
  apart = 0;
  /** @type {Uint8Array<ArrayBuffer>[]} */ #chunks = [];
  #takenAt = Number.NEGATIVE_INFINITY;

  /**
   * Adds a chunk; what is to be sent now, or null.
   * @param {Uint8Array<ArrayBuffer>} chunk @param {number} now in milliseconds
   */
  add(chunk, now) {
    this.#chunks.push(chunk);
    if (now - this.#takenAt < this.apart) return null;
    this.#takenAt = now;
    return this.#take();
  }

  /** Forgets what is held back: a new epoch begins. */
  clear() {
    this.#chunks = [];
  }

  #take() {
    const chunks = this.#chunks;
    this.#chunks = [];
    if (chunks.length === 1) return chunks[0];
    const whole = new Uint8Array(chunks.reduce((size, { length }) => size + length, 0));
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }
}
