/** `<call-link>`: a link to be given to others, and a button that copies it. */

import { copied } from "../clipboard.js";
import { actionButton, element } from "../dom.js";
import { words } from "../words.js";

/** A link that can be read, chosen and copied. */
export class CallLink extends HTMLElement {
  #input;
  #copy;
  #told = element("p", { class: "link-told", role: "status" });

  /** @param {{ label: string, action: string, name?: string, link?: string }} options */
  constructor({ label, action, name, link = "" }) {
    super();
    this.#input = element("input", { readonly: true, "aria-label": label, name });
    this.#input.value = link;
    this.#copy = actionButton({
      action,
      icons: ["copy"],
      text: words.copy.button,
      look: "primary",
    });
    this.#copy.addEventListener("click", () => this.#copyLink());
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.append(element("div", { class: "row joined" }, this.#input, this.#copy), this.#told);
  }

  /** @param {string} link */
  set link(link) {
    this.#input.value = link;
    this.#told.textContent = "";
  }

  async #copyLink() {
    if (await copied(this.#input.value)) this.#told.textContent = words.copy.done;
    else {
      this.#input.select();
      this.#told.textContent = words.copy.byKeys;
    }
  }
}

customElements.define("call-link", CallLink);
