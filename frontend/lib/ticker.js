/**
 * Regular ticks, also in a hidden tab.
 *
 * Browsers slow the timers of a page that nobody sees down to one a second or less; those of a
 * worker they leave alone. A call goes on when its tab is in the background.
 */

/** Calls a function at an interval until `stop()`. */
export class Ticker {
  #worker = new Worker(new URL("./ticker-worker.js", import.meta.url));

  /** @param {number} interval in milliseconds @param {() => void} onTick */
  constructor(interval, onTick) {
    this.#worker.onmessage = () => {
      this.#worker.postMessage(null); // the answer: the next one may come
      onTick();
    };
    this.interval = interval;
  }

  /** @param {number} interval in milliseconds, from now on */
  set interval(interval) {
    this.#worker.postMessage(interval);
  }

  /** Ends the ticks. */
  stop() {
    this.#worker.onmessage = null;
    this.#worker.terminate();
  }
}
