/**
 * `<call-pager>`: which page of the pictures is shown, who speaks on another one, and the way there.
 *
 * Emits `turn`.
 */

import { actionButton, element } from "../dom.js";
import { emit } from "../events.js";
import { pageWords } from "../paging.js";
import { inARow } from "../people-words.js";
import { words } from "../words.js";

/** The buttons below the pictures, while there is more than one page of them. */
export class CallPager extends HTMLElement {
  #words = element("span");
  #speaking = element("span", { class: "pager-speaking" });
  #before = turner("page-before", "before", words.pager.before);
  #after = turner("page-after", "after", words.pager.after);

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", words.pager.group);
    const middle = element("span", { class: "pager-page" }, this.#words, this.#speaking);
    this.append(this.#before, middle, this.#after);
    this.#before.addEventListener("click", () => emit(this, "turn", -1));
    this.#after.addEventListener("click", () => emit(this, "turn", 1));
  }

  /** @param {import("../paging.js").Page} page */
  set page(page) {
    this.hidden = page.pages === 1;
    this.#words.textContent = pageWords(page);
    // Not disabled: that would take the focus from who has just come to the last page.
    this.#before.ariaDisabled = String(page.number === 1);
    this.#after.ariaDisabled = String(page.number === page.pages);
  }

  /** Who speaks, and is on none that is shown: seen, not said aloud. @param {string[]} names */
  set speaking(names) {
    const { length } = names;
    this.#speaking.textContent = length > 0 ? words.pager.speaking(inARow(names), length) : "";
  }
}

/** @param {string} action @param {import("../icons.js").IconName} name @param {string} label */
function turner(action, name, label) {
  return actionButton({ action, icons: [name], label, look: "plain turner" });
}

customElements.define("call-pager", CallPager);
