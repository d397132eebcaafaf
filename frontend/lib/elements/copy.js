/** `<call-copy>`: copies a text, and says so; or shows it, all of it chosen, where the browser refuses. */

import { copied } from "../clipboard.js";
import { actionButton, element } from "../dom.js";
import { words } from "../words.js";

/** A button with a sentence about what it did. */
export class CallCopy extends HTMLElement {
  #told = element("span", { class: "copy-told", role: "status" });
  #field = element("textarea", { readonly: true, hidden: true, rows: 3, spellcheck: "false" });
  #button;

  /** @param {{ action: string, text: string, look?: string, give: () => string }} options */
  constructor({ action, text, look, give }) {
    super();
    this.give = give;
    this.#button = actionButton({ action, icons: ["copy"], text, look });
    this.#button.addEventListener("click", () => this.#copy());
    this.#field.ariaLabel = text;
  }

  connectedCallback() {
    if (!this.hasChildNodes()) this.append(this.#button, this.#told, this.#field);
  }

  async #copy() {
    const text = this.give();
    this.#told.textContent = "";
    const isDone = await copied(text);
    this.#field.hidden = isDone;
    this.#told.textContent = isDone ? words.copy.done : words.copy.byKeys;
    if (!isDone) this.#choose(text);
  }

  /** Gives the focus to a text, all of it chosen. @param {string} text */
  #choose(text) {
    this.#field.value = text;
    this.#field.focus();
    this.#field.select();
  }
}

customElements.define("call-copy", CallCopy);
