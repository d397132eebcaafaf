/** `<call-copy>`: copies a text, and says so; or says that the browser refuses. */

import { copied } from "../clipboard.js";
import { actionButton, element } from "../dom.js";
import { words } from "../words.js";

/** A button with a sentence about what it did. */
export class CallCopy extends HTMLElement {
  #told = element("span", { class: "copy-told", role: "status" });
  #button;

  /**
   * `refused` is done where the browser refuses, and gives the sentence to be told.
   * @param {{ action: string, text: string, look?: string, give: () => string, refused?: () => string }} options
   */
  constructor({ action, text, look, give, refused = () => words.copy.refused }) {
    super();
    this.give = give;
    this.refused = refused;
    this.#button = actionButton({ action, icons: ["copy"], text, look });
    this.#button.addEventListener("click", () => this.#copy());
  }

  connectedCallback() {
    if (!this.hasChildNodes()) this.append(this.#button, this.#told);
  }

  async #copy() {
    this.#told.textContent = "";
    this.#told.textContent = (await copied(this.give())) ? words.copy.done : this.refused();
  }
}

customElements.define("call-copy", CallCopy);
