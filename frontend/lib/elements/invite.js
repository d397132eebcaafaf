/** `<call-invite>`: you are alone, and here is the address to give to others. */

import { actionButton, element } from "../dom.js";

/** The card on an empty stage. */
export class CallInvite extends HTMLElement {
  #input = element("input", { readonly: true, "aria-label": "Address of this room" });
  #told = element("p", { class: "invite-told", role: "status" });

  /** @param {string} address */
  constructor(address) {
    super();
    this.#input.value = address;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const copy = actionButton({ action: "copy", icons: ["copy"], text: "Copy", look: "primary" });
    copy.addEventListener("click", () => this.#copy());
    this.append(
      element("h2", {}, "Nobody else is here yet"),
      element(
        "p",
        {},
        "Open this address in another window, another browser, or give it to somebody.",
      ),
      element("div", { class: "row joined" }, this.#input, copy),
      this.#told,
    );
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#input.value);
      this.#told.textContent = "Copied.";
    } catch {
      this.#input.select();
      this.#told.textContent = "Press Ctrl+C to copy.";
    }
  }
}

customElements.define("call-invite", CallInvite);
