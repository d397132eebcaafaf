/** Looks from the lobby who is in a room; emits `people` with what the server tells, or null. */

import { emit } from "./events.js";
import { authorization } from "./key.js";
import { isRoomName } from "./page.js";

const EVERY = 3_000;
const LONGEST_PAUSE = 30_000;
const ANSWER_WITHIN = 5_000;

/** A look at one room after the other, again and again until it is closed. */
export class RoomLook extends EventTarget {
  #room = "";
  #pause = EVERY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  /** @param {string | undefined} key of an invite link */
  constructor(key) {
    super();
    this.key = key;
  }

  /** Looks at this room from now on, after a moment. @param {string} room @param {number} [after] */
  turnTo(room, after = 0) {
    this.close();
    if (room !== this.#room) emit(this, "people", null);
    this.#room = room;
    this.#pause = EVERY;
    if (isRoomName(room)) this.#timer = setTimeout(() => this.#look(room), after);
  }

  /** Looks no more. */
  close() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @param {string} room */
  async #look(room) {
    const timer = this.#timer;
    const people = document.hidden ? undefined : await this.#ask(room).catch(() => null);
    if (this.#timer !== timer) return; // closed, or turned to another room
    // Who does not answer is asked less and less often.
    this.#pause = people === null ? Math.min(2 * this.#pause, LONGEST_PAUSE) : EVERY;
    if (people !== undefined) emit(this, "people", people);
    this.#timer = setTimeout(() => this.#look(room), this.#pause);
  }

  /** @param {string} room */
  async #ask(room) {
    const signal = AbortSignal.timeout(ANSWER_WITHIN);
    const answer = await fetch(`/rooms/${room}/people`, {
      headers: authorization(this.key),
      signal,
    });
    return answer.ok ? answer.json() : null;
  }
}
