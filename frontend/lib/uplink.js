/**
 * How much a publisher may send over a connection that may be too slow for it. [pure]
 *
 * No chunk can be left out: the picture would break until the next keyframe. So when about a second
 * of media waits to be sent, the recorder stops, and begins again at half the bitrate once the
 * socket has drained. After a calm while it tries twice as much.
 */

const LOWEST = 100_000;
const TOO_MUCH = 1; // seconds of media that wait
const DRAINED = 0.1;
const CALM = 30_000;

/** The state of one publisher's way up. */
export class Uplink {
  /** Whether the recorder must not run now. */
  stopped = false;
  #calmSince = 0;

  /** @param {number} highest the bitrate of the picture on a good connection */
  constructor(highest) {
    this.highest = highest;
    this.bitrate = highest;
  }

  /**
   * What the recorder should do now.
   * @param {number} now in milliseconds @param {number} waiting bytes that the socket has not sent
   * @returns {"go on" | "stop" | "begin"}
   */
  decide(now, waiting) {
    const seconds = (8 * waiting) / this.bitrate;
    if (this.stopped) return seconds > DRAINED ? "go on" : this.#begin(now, this.bitrate);
    if (seconds > TOO_MUCH) {
      this.stopped = true;
      this.bitrate = Math.max(LOWEST, this.bitrate / 2);
      return "stop";
    }
    if (seconds > DRAINED) this.#calmSince = now;
    const calm = now - this.#calmSince > CALM;
    return calm && this.bitrate < this.highest ? this.#begin(now, 2 * this.bitrate) : "go on";
  }

  /** @param {number} now @param {number} bitrate @returns {"begin"} */
  #begin(now, bitrate) {
    this.stopped = false;
    this.#calmSince = now;
    this.bitrate = Math.min(this.highest, bitrate);
    return "begin";
  }
}
