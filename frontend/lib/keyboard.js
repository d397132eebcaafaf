/**
 * The keyboard of a call: a letter for each button, Space to talk, Escape to go back.
 *
 * Letters mean nothing while somebody writes, and never if that was chosen; Escape always works.
 */

import { emit } from "./events.js";
import { actionOf, isPlain } from "./shortcuts.js";

const WRITING = "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]";
const FIELD = "input, textarea, select, [contenteditable]"; // Space is theirs, by mouse too
const TAKES_SPACE = 'a, button, [tabindex="0"]';
const MOVES_FOCUS = /^(Tab|Enter|Escape|Arrow.*)$/;
const OPEN = "dialog[open], :popover-open";

/** The keys that a room listens to; from it comes `talk` with true or false. */
export class Keyboard {
  #talking = false;
  #clicked = false; // whether the focus is where a click has left it, and not the keyboard

  /** @param {import("./elements/room.js").CallRoom} room */
  constructor(room) {
    this.room = room;
    document.addEventListener("keydown", this.#press);
    document.addEventListener("keyup", this.#lift);
    document.addEventListener("pointerdown", this.#point);
    addEventListener("blur", this.#silence);
  }

  /** Hears nothing any more. */
  stop() {
    document.removeEventListener("keydown", this.#press);
    document.removeEventListener("keyup", this.#lift);
    document.removeEventListener("pointerdown", this.#point);
    removeEventListener("blur", this.#silence);
  }

  #point = () => {
    this.#clicked = true;
  };

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    if (MOVES_FOCUS.test(event.key)) this.#clicked = false;
    // What is open over the call has keys of its own.
    if (event.defaultPrevented || document.querySelector(OPEN)) return;
    if (event.key === "Escape") this.room.goBack();
    else if (this.room.choices.now.shortcuts) this.#act(event);
  };

  /** @param {KeyboardEvent} event */
  #act(event) {
    if (event.key === " ") this.#hold(event);
    const action = isIn(event, WRITING) ? "" : actionOf(event);
    if (!action) return;
    // Else the letter would be the first one of what is written next.
    event.preventDefault();
    if (action === "pin-next") this.room.pinNext();
    else this.room.button(action)?.click();
  }

  /** @param {KeyboardEvent} event */
  #hold(event) {
    if (isIn(event, FIELD) || (isIn(event, TAKES_SPACE) && !this.#clicked)) return;
    event.preventDefault();
    // Else what was clicked before would be pressed when the key is let go.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const isMuted = this.room.button("microphone")?.getAttribute("aria-pressed") === "false";
    if (!isMuted || !isPlain(event)) return;
    this.#talking = true;
    emit(this.room, "talk", true);
  }

  /** @param {KeyboardEvent} event */
  #lift = ({ key }) => {
    if (key === " ") this.#silence();
  };

  /** Also when the window loses the keyboard: it would never hear that the key was let go. */
  #silence = () => {
    if (this.#talking) emit(this.room, "talk", false);
    this.#talking = false;
  };
}

/** @param {Event} event @param {string} selector */
function isIn({ target }, selector) {
  return target instanceof Element && target.closest(selector) !== null;
}
