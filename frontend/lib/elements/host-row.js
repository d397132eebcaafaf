/** One person in the presenter's panel, with the buttons that spotlight, mute and remove. */

import { actionButton, element, setData } from "../dom.js";
import { words } from "../words.js";
import { askFirst } from "./asking.js";
import { toggleButton } from "./toggle.js";

/** Whether everybody sees them large. @typedef {import("../room-store.js").Participant & { large: boolean }} HostPerson */

/** A person's row. @param {HostPerson} person @param {import("./host-told.js").HostTold} told */
export function hostRow({ name }, told) {
  const mute = actionButton({
    action: "mute",
    text: words.host.mute,
    label: words.host.muteOf(name),
  });
  const remove = removeButton(name, told);
  const light = toggleButton({
    action: "spotlight",
    text: words.host.spotlight,
    label: words.host.spotlightOf(name),
  });
  const buttons = element("div", { class: "host-row-buttons" }, mute, remove, light);
  const row = element("li", {}, element("span", { class: "host-name" }, name), buttons);
  const show = (/** @type {HostPerson} */ { id, microphone, view, large }) => {
    for (const button of [mute, remove, light]) setData(button, "participantId", id);
    light.hidden = view; // there is nothing to be seen of them
    light.setAttribute("aria-pressed", String(large));
    mute.ariaDisabled = String(!microphone); // it keeps the focus, and its place
  };
  return { row, show };
}

/** It asks before it removes. @param {string} name @param {import("./host-told.js").HostTold} told */
function removeButton(name, told) {
  const { remove, removeOf, reallyRemove, reallyRemoveOf, removeEnds } = words.host;
  const usual = { text: remove, label: removeOf(name) };
  const button = actionButton({ action: "ask", ...usual });
  askFirst(button, {
    usual,
    asked: { text: reallyRemove, label: reallyRemoveOf(name) },
    action: "remove",
    told: () => told.say(removeEnds(name)),
    takenBack: () => told.unsay(removeEnds(name)),
  });
  return button;
}
