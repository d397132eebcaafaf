/** `<call-help>`: the keys of a call, in a dialog that gives the focus back. */

import { actionButton, element } from "../dom.js";
import { otherKeys, SHORTCUTS } from "../shortcuts.js";
import { words } from "../words.js";

/** The dialog that `?` opens. */
export class CallHelp extends HTMLElement {
  #dialog = element("dialog", { closedby: "any", "aria-labelledby": "help-title" });
  #keys = element("dl", { class: "keys" });
  #off = element("p", { class: "help-off" }, words.keys.off);

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const title = element("h2", { id: "help-title" }, words.keys.title);
    const close = actionButton({
      action: "close-help",
      icons: ["close"],
      label: words.keys.close,
      look: "quiet",
    });
    close.addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("keydown", (event) => event.key === "?" && this.#close(event));
    const head = element("header", { class: "panel-head" }, title, close);
    // Nothing in it could have the focus, and keys could not scroll it in every browser.
    const reached = { tabindex: "0", role: "group", "aria-labelledby": "help-title" };
    const body = element("div", { class: "help-body", ...reached }, this.#off, this.#keys);
    this.#dialog.append(head, body);
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
    const others = otherKeys().filter(({ action }) => !action || can(action));
    this.#off.hidden = on;
    this.#keys.replaceChildren(...single.map(singleRow), ...others.map(row));
    if (!this.#dialog.open) this.#dialog.showModal();
  }
}

/** @param {import("../shortcuts.js").Shortcut} key */
function singleRow({ shown, text }) {
  return row({ shown, text: words.keys[text] });
}

/** @param {{ shown: string, text: string }} key */
function row({ shown, text }) {
  const key = element("dt", {}, element("kbd", {}, shown));
  return element("div", {}, key, element("dd", {}, text));
}

customElements.define("call-help", CallHelp);
