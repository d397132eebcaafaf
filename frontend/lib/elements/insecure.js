/** `<call-insecure>`: why there is no camera at this address, and what can be done about it. */

import { element } from "../dom.js";
import { withParameters } from "../page.js";
import { words } from "../words.js";

/** The page in place of the lobby where the browser gives out no camera and no microphone. */
export class CallInsecure extends HTMLElement {
  /** @param {{ step: number }} options */
  constructor({ step }) {
    super();
    this.step = step;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const local = `http://localhost:${location.port}/`;
    const watch = withParameters(location.href, { view: "1" });
    this.append(
      element(
        "div",
        { class: "card reading" },
        element("h1", {}, words.insecure.title),
        element("p", {}, words.insecure.why),
        element(
          "ol",
          {},
          fix(words.insecure.here, local),
          fix(words.insecure.https, `make step-${this.step} LAN=1`),
        ),
        element("p", {}, words.insecure.watching),
        element("a", { class: "button primary", href: watch }, words.insecure.watch),
      ),
    );
  }
}

/** @param {string} text @param {string} code */
function fix(text, code) {
  return element("li", {}, text, element("code", {}, code));
}

customElements.define("call-insecure", CallInsecure);
