/** `<call-avatar>`: a name's initials on a colour of its own, for when there is no picture. */

import { element, icon } from "../dom.js";

const HUES = 8;
const APART = "\u200c"; // no width: Arabic letters would be joined, and be read as a word

/** The stand-in for somebody's picture. */
export class CallAvatar extends HTMLElement {
  #initials = element("span", { "aria-hidden": "true" });

  /** @param {string} name */
  constructor(name) {
    super();
    this.name = name;
  }

  connectedCallback() {
    if (!this.hasChildNodes()) this.append(this.#initials);
  }

  /** @param {string} name */
  set name(name) {
    this.#initials.replaceChildren(initials(name) || icon("person"));
    this.dataset.hue = String(hue(name));
  }
}

/** The first letters of the first and the last word. @param {string} name */
function initials(name) {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends.map((word) => [...word][0]?.toLocaleUpperCase() ?? "").join(APART);
}

/** @param {string} name */
function hue(name) {
  return (
    [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997, 7) % HUES
  );
}

customElements.define("call-avatar", CallAvatar);
