/** What is asked of one device: one change after the other, until all of them are dropped. [pure] */

/** The changes to one device that have not come to their end. */
export class DeviceQueue {
  #turn = new AbortController();
  /** @type {Promise<void>} */ #last = Promise.resolve();

  /**
   * Makes a change after those before it; ends with it, or as soon as it is dropped.
   * @param {(turn: AbortSignal) => Promise<void>} change its turn tells whether it is still wanted
   */
  add(change) {
    const turn = this.#turn.signal;
    const made = this.#last.then(() => (turn.aborted ? undefined : change(turn)));
    this.#last = made.catch(() => {}); // which is told to whoever asked for it
    return orDropped(made, turn);
  }

  /** Drops them all, also the one that a browser's question holds up. */
  drop() {
    this.#turn.abort();
    this.#turn = new AbortController();
    this.#last = Promise.resolve();
  }
}

/** @param {Promise<void>} made @param {AbortSignal} turn */
async function orDropped(made, turn) {
  const over = new AbortController();
  const dropped = new Promise((resolve) =>
    turn.addEventListener("abort", resolve, { signal: over.signal }),
  );
  await Promise.race([made, dropped]).finally(() => over.abort()); // nothing piles up on the turn
}
