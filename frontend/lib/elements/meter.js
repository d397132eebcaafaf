/** `<call-meter>`: how loud the microphone hears you, before it is muted. */

import { element } from "../dom.js";
import { words } from "../words.js";

/** A bar that follows a level from 0 to 1. */
export class CallMeter extends HTMLElement {
  #bar = element("span", { class: "meter-bar" });
  /** @type {() => number} */ source = () => 0;
  #frame = 0;

  connectedCallback() {
    if (!this.hasChildNodes()) this.append(this.#bar);
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", words.lobby.level);
    this.#follow();
  }

  disconnectedCallback() {
    cancelAnimationFrame(this.#frame);
  }

  #follow() {
    // A square root: speech is quiet in numbers and should not look so.
    const level = Math.sqrt(Math.min(1, Math.max(0, this.source())));
    this.#bar.style.setProperty("--level", level.toFixed(2));
    this.#frame = requestAnimationFrame(() => this.#follow());
  }
}

customElements.define("call-meter", CallMeter);
