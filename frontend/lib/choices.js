/** What you have chosen about the page, kept in this browser; emits `change`. */

import { CORNERS } from "./corners.js";
import { emit } from "./events.js";
import { LANGUAGES } from "./language.js";
import { Memory } from "./memory.js";

/**
 * @typedef {object} Chosen
 * @property {import("./corners.js").Corner} corner where your own picture lies
 * @property {boolean} ownPicture whether you see it at all
 * @property {boolean} shortcuts whether single letters do something
 * @property {string} language empty as long as none was chosen
 */

/** The choices of this browser's user. */
export class Choices extends EventTarget {
  /** @param {Memory} memory */
  constructor(memory = Memory.open()) {
    super();
    this.memory = memory;
    this.now = chosen(memory.choices);
  }

  /** Chooses something else. @param {Partial<Chosen>} changes */
  change(changes) {
    this.now = { ...this.now, ...changes };
    this.memory.choices = this.now;
    emit(this, "change");
  }
}

/** The choices in whatever was kept. @param {any} kept @returns {Chosen} */
export function chosen(kept) {
  return {
    corner: CORNERS.includes(kept?.corner) ? kept.corner : "bottom-right",
    ownPicture: kept?.ownPicture !== false,
    shortcuts: kept?.shortcuts !== false,
    language: Object.hasOwn(LANGUAGES, kept?.language ?? "") ? kept.language : "",
  };
}
