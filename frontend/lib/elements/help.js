/** `<call-help>`: the keys of a call, in a dialog that gives the focus back. */

import { actionButton, element } from "../dom.js";
import { OTHER_KEYS, SHORTCUTS } from "../shortcuts.js";

/** The dialog that `?` opens. */
export class CallHelp extends HTMLElement {
  #dialog = element("dialog", { closedby: "any", "aria-labelledby": "help-title" });
  #keys = element("dl", { class: "keys" });
  #off = element("p", { class: "help-off" }, "They are switched off, under More.");

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const title = element("h2", { id: "help-title" }, "Keyboard shortcuts");
    const close = actionButton({
      action: "close-help",
      icons: ["close"],
      label: "Close the list of shortcuts",
      look: "quiet",
    });
    close.addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("keydown", (event) => event.key === "?" && this.#close(event));
    this.#dialog.append(
      element("header", { class: "panel-head" }, title, close),
      this.#off,
      this.#keys,
    );
    this.append(this.#dialog);
  }

  /** @param {KeyboardEvent} event */
  #close(event) {
    event.preventDefault(); // else the same key would open it again
    this.#dialog.close();
  }

  /** Shows the keys that do something here. @param {{ can: (action: string) => boolean, on: boolean }} here */
  open({ can, on }) {
    const single = SHORTCUTS.filter(({ action }) => action === "pin-next" || can(action));
    const others = OTHER_KEYS.filter(({ shown }) => shown !== "Space" || can("microphone"));
    this.#off.hidden = on;
    this.#keys.replaceChildren(...[...single, ...others].map(row));
    if (!this.#dialog.open) this.#dialog.showModal();
  }
}

/** @param {{ shown: string, text: string }} key */
function row({ shown, text }) {
  const key = element("dt", {}, element("kbd", {}, shown));
  return element("div", {}, key, element("dd", {}, text));
}

customElements.define("call-help", CallHelp);
