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

/** The seconds that must be left in the worst moment; what stalls added is halved every 15. */
const RESERVE = { least: 0.25, most: 2, afterStall: 1.25, halved: 15 };
const SLACK = 0.06; // what may be too much before the player hurries
const STALLS_APART = 1_000;
/** Milliseconds between jumps. */
const REST = { least: 1_000, most: 16_000, forgotten: 30_000 };

/** @typedef {{ at: number, gap: number }} Observation */
/** What to do: the playback rate, and perhaps the gap to jump to. @typedef {{ rate: number, jumpTo: number | null }} Advice */

/** The rest after a jump: a computer that has no time for jumps must not be given ever more. */
class Rest {
  #since = Number.NEGATIVE_INFINITY;
  #length = REST.least;

  /** @param {number} now */
  isOver(now) {
    return now - this.#since > this.#length;
  }

  /** @param {number} now */
  begin(now) {
    const calm = now - this.#since > REST.forgotten;
    this.#length = calm ? REST.least : Math.min(REST.most, 2 * this.#length);
    this.#since = now;
  }
}

/** One player's distance from the live edge. */
export class LiveEdge {
  /** @type {Observation[]} */ #lately = [];
  #reserve = RESERVE.least;
  #rate = 1;
  #changedAt = 0;
  #stalledAt = Number.NEGATIVE_INFINITY;
  #jumpedAt = Number.NEGATIVE_INFINITY;
  // Jumps that got a dry player nowhere say nothing against the one that media at last allow.
  #whenDry = new Rest();
  #whenLate = new Rest();

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
    return now - this.#jumpedAt > REST.least && this.#whenDry.isOver(now);
  }

  /** Whether there is enough to jump to. @param {number} now @param {number} gap */
  canJump(now, gap) {
    return this.rested(now) && gap > this.#reserve + SLACK;
  }

  /** The gap to jump to; what was seen before counts no more. @param {number} now */
  jump(now) {
    return this.#jump(now, this.#whenDry);
  }

  /** What the player should do. @param {number} now @param {number} gap @returns {Advice} */
  advise(now, gap) {
    this.#calmDown(now);
    this.observe(now, gap);
    this.#lately = this.#lately.filter(({ at }) => now - at < WINDOW);
    if (this.#isFarTooLate(now, gap)) return { rate: 1, jumpTo: this.#jump(now, this.#whenLate) };
    const smallest = Math.min(...this.#lately.map((seen) => seen.gap));
    this.#rate = this.#rateFor(smallest - this.#reserve);
    return { rate: this.#rate, jumpTo: null };
  }

  /** @param {number} now @param {number} gap */
  #isFarTooLate(now, gap) {
    return gap > JUMP_ABOVE && now - this.#jumpedAt > REST.least && this.#whenLate.isOver(now);
  }

  /** @param {number} now @param {Rest} rest */
  #jump(now, rest) {
    rest.begin(now);
    this.#jumpedAt = now;
    this.#lately = [];
    this.#rate = 1;
    return this.#reserve + SLACK;
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
    const seconds = (now - this.#changedAt) / 1000;
    this.#changedAt = now;
    const extra = this.#reserve - RESERVE.least;
    this.#reserve = RESERVE.least + extra * 0.5 ** (seconds / RESERVE.halved);
  }
}
