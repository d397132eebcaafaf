/** One person in the presenter's panel, with the buttons that spotlight, mute and remove. */

import { actionButton, element, setData } from "../dom.js";
import { words } from "../words.js";

/** Whether everybody sees them large. @typedef {import("../room-store.js").Participant & { large: boolean }} HostPerson */

const CONFIRM = 5_000; // ms in which a second click removes
const DOUBLE = 500; // ms in which it may be the second half of a double click

/** A person's row. @param {HostPerson} person */
export function hostRow({ name }) {
  const mute = actionButton({
    action: "mute",
    text: words.host.mute,
    label: words.host.muteOf(name),
  });
  const remove = actionButton({
    action: "ask",
    text: words.host.remove,
    label: words.host.removeOf(name),
  });
  const light = actionButton({
    action: "spotlight",
    text: words.host.spotlight,
    label: words.host.spotlightOf(name),
    look: "plain toggle",
  });
  const buttons = element("div", { class: "host-row-buttons" }, mute, remove, light);
  const row = element("li", {}, element("span", { class: "host-name" }, name), buttons);
  remove.addEventListener("click", () => ask(remove, name));
  const show = (/** @type {HostPerson} */ { id, microphone, view, large }) => {
    for (const button of [mute, remove, light]) {
      setData(button, "participantId", id);
      setData(button, "name", name);
    }
    light.hidden = view; // there is nothing to be seen of them
    light.setAttribute("aria-pressed", String(large));
    mute.ariaDisabled = String(!microphone); // it keeps the focus, and its place
  };
  return { row, show };
}

/**
 * The first click asks whether it is meant, the second does it.
 * @param {HTMLButtonElement} button @param {string} name
 */
function ask(button, name) {
  if (button.dataset.action !== "ask") return;
  const { remove, removeOf, reallyRemove, reallyRemoveOf } = words.host;
  label(button, "asked", reallyRemove, reallyRemoveOf(name));
  setTimeout(() => setData(button, "action", "remove"), DOUBLE);
  setTimeout(() => label(button, "ask", remove, removeOf(name)), CONFIRM);
}

/** @param {HTMLButtonElement} button @param {string} action @param {string} text @param {string} whole */
function label(button, action, text, whole) {
  button.dataset.action = action;
  button.setAttribute("aria-label", whole);
  const word = button.querySelector(".word") ?? button; // which may be what was clicked
  word.textContent = text;
}
