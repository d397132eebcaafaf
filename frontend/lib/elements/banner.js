/** `<call-banner>`: the one line that says the connection is away and is being sought. */

import { element } from "../dom.js";

/** A line over everything. The style sheet lets it appear late: a short hiccup is not shown. */
export class CallBanner extends HTMLElement {
  #text = element("span");

  connectedCallback() {
    if (!this.hasChildNodes()) this.append(element("span", { class: "pulse" }), this.#text);
    this.hidden = !this.#text.textContent;
  }

  /** The sentence to show; empty for none. @param {string} text */
  set text(text) {
    this.#text.textContent = text;
    this.hidden = !text;
  }
}

customElements.define("call-banner", CallBanner);
