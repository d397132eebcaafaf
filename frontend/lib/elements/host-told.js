/** The line of the presenter's panel that tells what is asked, and what became of the last wish. */

import { element } from "../dom.js";

/** @typedef {import("../hopes.js").Hope} Hope */

/** One sentence at most, as long as it is true. */
export class HostTold {
  line = element("p", { class: "host-told", role: "status" });
  /** @type {Hope | null} */ #hope = null; // of the last wish
  #isSo = false; // whether it has come true

  /** @param {string} sentence @param {Hope | null} hope what it is to come to */
  say(sentence, hope = null) {
    this.line.textContent = sentence;
    this.#hope = hope;
    this.#isSo = false;
  }

  /** Takes a sentence back, if it is the one that is told. @param {string} sentence */
  unsay(sentence) {
    if (this.line.textContent === sentence) this.say("");
  }

  /** Tells that it is so once it is, and no longer. @param {import("../room-store.js").Room} room */
  follow(room) {
    if (!this.#hope || this.#hope.isSo(room) === this.#isSo) return;
    if (this.#isSo) return this.say("");
    this.line.textContent = this.#hope.done;
    this.#isSo = true;
  }

  /** Instead of what is hoped for, if it is still open. @param {string} sentence */
  doubt(sentence) {
    if (this.#hope && !this.#isSo) this.say(sentence, this.#hope);
  }
}
