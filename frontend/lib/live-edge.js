/**
 * Keeps a player close to the live edge, and not so close that it runs dry. [pure]
 *
 * The gap is how much media lies between the picture and the newest byte. It shrinks as one plays
 * and jumps up with each chunk; what counts is how small it becomes. Is there more than needed, the
 * player goes a little faster; is there far too much, it jumps. Each stall teaches to keep more.
 */

const JUMP_ABOVE = 3; // seconds
const WINDOW = 2_000; // the smallest gap of this long, in milliseconds, is looked at
const FASTEST = 1.25;
const SLOWER = 0.95;

/** How much must be left in the worst moment, in seconds; what stalls multiplied is halved each minute. */
const RESERVE = { least: 0.25, most: 2, afterStall: 1.25, halved: 60 };
const SLACK = 0.06; // what may be too much before the player hurries
const STEP_BACK_EVERY = 1_000;
const STALLS_APART = 1_000;
/** Milliseconds between jumps: a computer that has no time for them must not be given ever more. */
const REST = { least: 1_000, most: 16_000, forgotten: 30_000 };

/** @typedef {{ at: number, gap: number }} Observation */
/** What to do: the playback rate, and perhaps the gap to jump to. @typedef {{ rate: number, jumpTo: number | null }} Advice */

/** One player's distance from the live edge. */
export class LiveEdge {
  /** @type {Observation[]} */ #lately = [];
  #reserve = RESERVE.least;
  #rate = 1;
  #changedAt = 0;
  #stalledAt = Number.NEGATIVE_INFINITY;
  #jumpedAt = Number.NEGATIVE_INFINITY;
  #rest = REST.least;

  /** What is kept in reserve, in seconds. */
  get reserve() {
    return this.#reserve;
  }

  /** Notes a gap; best just before media arrive, when it is smallest. @param {number} now @param {number} gap in seconds */
  observe(now, gap) {
    this.#lately.push({ at: now, gap });
  }

  /** Notes that the player ran dry. @param {number} now */
  stalled(now) {
    if (now - this.#stalledAt < STALLS_APART) return;
    this.#stalledAt = this.#changedAt = now;
    this.#reserve = Math.min(RESERVE.most, this.#reserve * RESERVE.afterStall);
  }

  /** Whether the last jump is long enough ago for another. @param {number} now */
  rested(now) {
    return now - this.#jumpedAt > this.#rest;
  }

  /** Whether there is enough to jump to. @param {number} now @param {number} gap */
  canJump(now, gap) {
    return this.rested(now) && gap > this.#reserve + SLACK;
  }

  /** The gap to jump to; what was seen before counts no more. @param {number} now */
  jump(now) {
    const calm = now - this.#jumpedAt > REST.forgotten;
    this.#rest = calm ? REST.least : Math.min(REST.most, 2 * this.#rest);
    this.#jumpedAt = now;
    this.#lately = [];
    this.#rate = 1;
    return this.#reserve + SLACK;
  }

  /** What the player should do. @param {number} now @param {number} gap @returns {Advice} */
  advise(now, gap) {
    this.#calmDown(now);
    this.observe(now, gap);
    this.#lately = this.#lately.filter(({ at }) => now - at < WINDOW);
    if (gap > JUMP_ABOVE && this.rested(now)) return { rate: 1, jumpTo: this.jump(now) };
    const smallest = Math.min(...this.#lately.map((seen) => seen.gap));
    this.#rate = this.#rateFor(smallest - this.#reserve);
    return { rate: this.#rate, jumpTo: null };
  }

  /** @param {number} surplus in seconds */
  #rateFor(surplus) {
    if (surplus < -this.#reserve / 2) return SLOWER;
    const hurrying = this.#rate > 1;
    if (surplus <= (hurrying ? 0 : SLACK)) return 1;
    return Math.min(FASTEST, 1.1 + surplus / 4);
  }

  /** Dares a little more the longer nothing happens. @param {number} now */
  #calmDown(now) {
    if (now - this.#changedAt < STEP_BACK_EVERY) return;
    this.#changedAt = now;
    const extra = (this.#reserve - RESERVE.least) * 0.5 ** (1 / RESERVE.halved);
    this.#reserve = RESERVE.least + extra;
  }
}
