/** `<call-link>`: a link to be given to others, and a button that copies it. */

import { copied } from "../clipboard.js";
import { actionButton, element } from "../dom.js";
import { words } from "../words.js";

/** A link that can be read to its end, chosen and copied. */
export class CallLink extends HTMLElement {
  #field;
  #copy;
  #told = element("p", { class: "link-told", role: "status" });

  /** @param {{ label: string, action: string, name?: string, link?: string }} options */
  constructor({ label, action, name, link = "" }) {
    super();
    const about = { "aria-label": label, name };
    this.#field = element("textarea", { readonly: true, spellcheck: "false", rows: 2, ...about });
    this.#field.value = link;
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
    this.append(element("div", { class: "row joined" }, this.#field, this.#copy), this.#told);
  }

  /** @param {string} link */
  set link(link) {
    this.#field.value = link;
    this.#told.textContent = "";
  }

  /** Gives the focus to the link, all of it chosen. */
  choose() {
    this.#field.focus({ preventScroll: true });
    this.#field.select();
  }

  async #copyLink() {
    if (await copied(this.#field.value)) this.#told.textContent = words.copy.done;
    else {
      this.#field.select();
      this.#told.textContent = words.copy.byKeys;
    }
  }
}

customElements.define("call-link", CallLink);
