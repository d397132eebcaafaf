/** `<call-more>`: the settings of the page, and what is needed too rarely for a button in the bar. */

import { actionButton, element } from "../dom.js";
import { on } from "../events.js";
import { words } from "../words.js";
import { CallDevices } from "./devices.js";
import { languageField } from "./language.js";
import { panelHead } from "./panel.js";
import { CallReactions } from "./reactions.js";

/** @typedef {import("../choices.js").Choices} Choices */
/** @typedef {{ choices: Choices, view: boolean, wordless: boolean, devices: import("../devices.js").Devices }} MoreOptions */

/** The panel of settings. */
export class CallMore extends HTMLElement {
  #panel = panelHead(words.more.title);
  #full = actionButton({ action: "full-page", icons: ["full"], text: words.more.full });
  #invite = actionButton({
    action: "invite",
    icons: ["link"],
    text: words.bar.invite,
    look: "narrow",
  });
  #list = actionButton({ action: "shortcuts", text: words.more.allKeys });
  #shortcuts = element("input", { type: "checkbox", name: "shortcuts" });
  #ownPicture = element("input", { type: "checkbox", name: "own-picture" });

  /** @param {MoreOptions} options */
  constructor({ choices, view, wordless, devices }) {
    super();
    this.wordless = wordless;
    this.devices = devices;
    this.choices = choices;
    this.view = view;
    this.#shortcuts.addEventListener("change", () =>
      choices.change({ shortcuts: this.#shortcuts.checked }),
    );
    this.#ownPicture.addEventListener("change", () =>
      choices.change({ ownPicture: this.#ownPicture.checked }),
    );
    this.#full.addEventListener("click", () => toggleFullPage());
    on(choices, "change", () => this.#show());
  }

  connectedCallback() {
    document.addEventListener("fullscreenchange", this.#showFull);
    if (this.hasChildNodes()) return;
    this.id = "more";
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", words.more.title);
    const devices = new CallDevices(this.devices);
    const body = element("div", { class: "more-body" }, this.#invite, devices);
    if (!this.wordless) body.prepend(element("div", { class: "narrow" }, new CallReactions()));
    if (document.fullscreenEnabled) body.append(this.#full);
    if (!this.view) body.append(choice(this.#ownPicture, words.more.ownPicture));
    body.append(
      choice(this.#shortcuts, words.more.singleKeys),
      this.#list,
      languageField(this.choices),
    );
    this.append(this.#panel.head, body);
    this.#show();
    this.#showFull();
  }

  disconnectedCallback() {
    document.removeEventListener("fullscreenchange", this.#showFull);
  }

  /** Takes the focus. */
  open() {
    this.#panel.heading.focus();
  }

  #show() {
    const { shortcuts, ownPicture } = this.choices.now;
    this.#shortcuts.checked = shortcuts;
    this.#ownPicture.checked = ownPicture;
  }

  #showFull = () => {
    const isFull = document.fullscreenElement === document.documentElement;
    this.#full.setAttribute("aria-pressed", String(isFull));
  };
}

/** A refusal needs no words: everybody sees that nothing became larger. */
function toggleFullPage() {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  change.catch(() => {});
}

/** @param {HTMLInputElement} input @param {string} text */
function choice(input, text) {
  return element("label", { class: "choice" }, input, text);
}

customElements.define("call-more", CallMore);
