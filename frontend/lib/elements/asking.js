/** A button that asks whether it is meant: the first press asks, the second does it. */

import { setData } from "../dom.js";

/**
 * @typedef {object} Question
 * @property {{ text: string, label: string }} usual what the button says
 * @property {{ text: string, label: string }} asked what it says while it asks
 * @property {string} action what the second press means
 * @property {() => void} told is called when it asks
 * @property {() => void} takenBack is called when it asks no more
 */

const DOUBLE = 500; // ms in which a press may be the second half of a double click
const ELSEWHERE = ["pointerdown", "focusin"];

/**
 * Lets a button, whose `data-action` is "ask", become "asked" and then the action of the second
 * press. It asks as long as it has the focus, for some need more time than others, or until Escape.
 * @param {HTMLButtonElement} button @param {Question} question
 */
export function askFirst(button, question) {
  button.addEventListener("click", () => {
    if (button.dataset.action === "ask") ask(button, question);
  });
}

/** @param {HTMLButtonElement} button @param {Question} question */
function ask(button, { usual, asked, action, told, takenBack }) {
  const asking = new AbortController();
  const end = (/** @type {Event} */ { type }) => {
    asking.abort();
    show(button, "ask", usual);
    if (type === "pointerdown") onceLifted(takenBack);
    else takenBack();
  };
  button.focus({ preventScroll: true }); // which a click in Safari does not give it
  show(button, "asked", asked);
  told();
  setTimeout(() => !asking.signal.aborted && arm(button, action), DOUBLE);
  untilElsewhere(button, asking.signal, end);
}

/** @param {HTMLButtonElement} button @param {string} action */
function arm(button, action) {
  setData(button, "action", action);
  button.scrollIntoView({ block: "nearest" }); // what is told may have taken its place
}

/** Calls back when a button loses the focus, or Escape is pressed.
 * @param {HTMLButtonElement} button @param {AbortSignal} signal @param {(event: Event) => void} end */
function untilElsewhere(button, signal, end) {
  button.addEventListener("blur", end, { signal });
  // A button that is taken out of the page with its row loses the focus without a word.
  for (const type of ELSEWHERE)
    document.addEventListener(type, (event) => isIn(event, button) || end(event), { signal });
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.repeat) event.preventDefault(); // a key that is held is no second press
    if (event.key !== "Escape") return;
    event.preventDefault(); // it would close the panel as well
    end(event);
  };
  button.addEventListener("keydown", press, { signal });
}

/** Waits until what is pressed elsewhere has its click: nothing is to move below it before.
 * @param {() => void} then */
function onceLifted(then) {
  for (const type of ["pointerup", "pointercancel"])
    addEventListener(type, () => setTimeout(then), { once: true });
}

/** @param {Event} event @param {HTMLElement} button */
function isIn({ target }, button) {
  return target instanceof Node && button.contains(target);
}

/** @param {HTMLButtonElement} button @param {string} action @param {{ text: string, label: string }} says */
function show(button, action, { text, label }) {
  button.dataset.action = action;
  button.setAttribute("aria-label", label);
  const word = button.querySelector(".word") ?? button; // which may be what was clicked
  word.textContent = text;
}
