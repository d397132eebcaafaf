/** Whether a picture moves. [pure] */

const WINDOW = 2_500; // milliseconds
// Of a camera that hangs, Firefox sends the last picture again about once a second.
const ENOUGH = 4;

/** Looks at how many pictures there were, a few times a second. */
export class Motion {
  /** When, and how many so far: the first as old as the window. @type {[now: number, pictures: number][]} */
  #looks = [];

  /** Begins anew: what was before tells nothing. */
  restart() {
    this.#looks = [];
  }

  /** Takes a look; whether it stands still or moves, as far as can be told yet. @param {number} now @param {number} pictures */
  look(now, pictures) {
    if (pictures < (this.#looks.at(-1)?.[1] ?? 0)) this.restart(); // of a new source they are counted anew
    this.#looks.push([now, pictures]);
    while (this.#looks[1]?.[0] <= now - WINDOW) this.#looks.shift();
    const [[since, before]] = this.#looks;
    if (pictures - before >= ENOUGH) return "moves";
    return now - since >= WINDOW ? "stands" : "unknown";
  }
}
