/** `<call-announcer>`: what happened, for screen readers: one calm region and one urgent one. */

import { element } from "../dom.js";

const LINES_KEPT = 5;

/** The two live regions of the page. */
export class CallAnnouncer extends HTMLElement {
  #calm = element("div", { role: "status", "aria-live": "polite" });
  #urgent = element("div", { role: "alert", "aria-live": "assertive" });

  connectedCallback() {
    this.className = "visually-hidden";
    if (!this.hasChildNodes()) this.append(this.#calm, this.#urgent);
  }

  /** Says something when there is a pause. @param {string} text */
  say(text) {
    if (text) addLine(this.#calm, text);
  }

  /** Says something now. @param {string} text */
  warn(text) {
    if (text) addLine(this.#urgent, text);
  }

  /** What was urgent is over: whoever reads the page finds it no more. */
  calm() {
    this.#urgent.replaceChildren();
  }
}

/**
 * A new line each time, and the last few stay: no sentence replaces another before it is read.
 * @param {HTMLElement} region @param {string} text
 */
function addLine(region, text) {
  region.append(element("p", {}, text));
  if (region.childElementCount > LINES_KEPT) region.firstElementChild?.remove();
}

customElements.define("call-announcer", CallAnnouncer);
