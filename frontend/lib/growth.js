/** How fast something grows that is counted from its beginning. [pure] */

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
