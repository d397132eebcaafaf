/** Listens to the own microphone: to tell the others who speaks, and you that you are muted. */

import { emit } from "./events.js";
import { hear, SILENCE } from "./speaking.js";

/** @typedef {import("./local-media.js").LocalMedia} LocalMedia */

const INTERVAL = 100;

/** A watch over a microphone's level; emits `speaking` and `muted-speech` with true or false. */
export class SpeechWatch extends EventTarget {
  #speech = SILENCE;
  #speaking = false;
  #muted = false;
  #timer;

  /** @param {LocalMedia} local */
  constructor(local) {
    super();
    this.local = local;
    this.#timer = setInterval(() => this.#listen(), INTERVAL);
  }

  /** Begins anew: whoever listens from now on has been told nothing. */
  reset() {
    this.#speaking = false;
  }

  /** Ends the watch. */
  stop() {
    clearInterval(this.#timer);
  }

  #listen() {
    this.#speech = hear(this.#speech, this.local.level, performance.now());
    const speaking = this.#speech.speaking && this.local.microphone;
    const muted = this.#speech.speaking && !this.local.microphone;
    if (speaking !== this.#speaking) emit(this, "speaking", speaking);
    if (muted !== this.#muted) emit(this, "muted-speech", muted);
    this.#speaking = speaking;
    this.#muted = muted;
  }
}
