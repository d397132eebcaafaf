/**
 * The browser's questions for your devices: what is asked already is not asked again.
 *
 * Emits `change` when you are to be told of one that is open.
 */

import { capture, release } from "./capture.js";
import { emit } from "./events.js";

/** @typedef {import("./capture.js").Captured} Captured */
/** @typedef {import("./device-problems.js").Kind} Kind */
/** @typedef {{ kinds: Kind[], turn: AbortSignal, answer: Promise<Captured>, isTold: boolean }} Question */

const LATE = 2_000; // milliseconds: until then it was the devices that took their time

/** Those that nobody has answered yet. */
export class Questions extends EventTarget {
  /** @type {Map<string, Question>} by what is asked for */ #open = new Map();

  /**
   * Opens devices; nothing if by then they are not wanted any more, or a later turn has them.
   * @param {import("./capture.js").Wishes} wishes @param {AbortSignal} turn in which they are wanted
   */
  async ask(wishes, turn) {
    const key = JSON.stringify([wishes.camera, wishes.microphone]);
    const known = this.#open.get(key);
    const question = known ?? this.#begin(key, wishes, turn);
    question.turn = turn;
    if (known) this.#tell(known);
    const captured = await question.answer;
    if (question.turn !== turn) return null; // a later turn has them
    if (!turn.aborted) return captured;
    release(captured);
    return null;
  }

  /** The devices of which you are to be told that the browser asks. */
  get told() {
    return this.#wanted.filter(({ isTold }) => isTold).flatMap(({ kinds }) => kinds);
  }

  /** Tells whoever wants a device once more that the browser asks, if it does. @param {Kind} kind */
  remind(kind) {
    const question = this.#wanted.find(({ kinds }) => kinds.includes(kind));
    if (question) this.#tell(question);
    return question !== undefined;
  }

  get #wanted() {
    return [...this.#open.values()].filter(({ turn }) => !turn.aborted);
  }

  /** @param {string} key @param {import("./capture.js").Wishes} wishes @param {AbortSignal} turn */
  #begin(key, wishes, turn) {
    const timer = setTimeout(() => this.#tell(question), LATE);
    const answer = capture(wishes).finally(() => {
      clearTimeout(timer);
      this.#open.delete(key);
    });
    /** @type {Kind[]} */ const asked = ["microphone", "camera"];
    const kinds = asked.filter((kind) => wishes[kind]);
    /** @type {Question} */ const question = { kinds, turn, answer, isTold: false };
    this.#open.set(key, question);
    return question;
  }

  /** @param {Question} question */
  #tell(question) {
    question.isTold = true;
    emit(this, "change");
  }
}
