/** `<call-reactions>`: six buttons, each of which sends a reaction; and a reaction that is shown. */

import { actionButton, element } from "../dom.js";
import { REACTIONS, signOf } from "../reactions.js";
import { words } from "../words.js";

const SHOWN = 4_000; // ms
const EDGE = 8; // pixels
const UNKNOWN = { emoji: "", word: "" };

/** The buttons; as a menu (popover) they close themselves. */
export class CallReactions extends HTMLElement {
  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", words.reactions.group);
    this.append(...Object.keys(REACTIONS).map(button));
    if (this.popover) this.addEventListener("click", () => this.hidePopover());
  }

  /** Makes it the menu of a button, above which it opens. @param {HTMLButtonElement} opener */
  openBy(opener) {
    this.popover = "auto";
    this.classList.add("menu");
    opener.popoverTargetElement = this;
    this.addEventListener("toggle", () => this.#place(opener));
    this.addEventListener("keydown", (event) => event.stopPropagation());
  }

  /** @param {HTMLElement} opener */
  #place(opener) {
    const { left, top, width } = opener.getBoundingClientRect();
    const own = this.getBoundingClientRect();
    const middle = left + width / 2 - own.width / 2;
    this.style.left = `${Math.max(EDGE, Math.min(middle, innerWidth - own.width - EDGE))}px`;
    this.style.top = `${Math.max(EDGE, top - own.height - EDGE)}px`;
  }
}

/** @param {string} reaction */
function button(reaction) {
  const { emoji, word } = signOf(reaction) ?? UNKNOWN;
  const made = actionButton({ action: "react", text: word, look: "reaction-button" });
  made.dataset.reaction = reaction;
  made.prepend(picture(emoji));
  return made;
}

/**
 * Shows somebody's reaction for a moment; it is said elsewhere.
 * @param {HTMLElement} place @param {string} reaction @param {string} [name] where the place tells none
 */
export function showReaction(place, reaction, name = "") {
  const who = name ? [element("span", { class: "reaction-name" }, name)] : [];
  const about = { class: "reaction", "aria-hidden": "true", "data-reaction": reaction };
  const { emoji, word } = signOf(reaction) ?? UNKNOWN;
  const shown = element("span", about, picture(emoji), element("span", {}, word), ...who);
  if (!name) place.querySelector(":scope > .reaction")?.remove();
  place.append(shown);
  setTimeout(() => shown.remove(), SHOWN);
}

/** @param {string} emoji */
function picture(emoji) {
  return element("span", { class: "reaction-emoji", "aria-hidden": "true" }, emoji);
}

customElements.define("call-reactions", CallReactions);
