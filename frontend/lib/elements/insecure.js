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
    const local = `http://localhost:${location.port}/`; // short to read; the link has room and key
    const here = { href: local + location.search + location.hash };
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
          fix(words.insecure.here, element("a", here, code(local))),
          fix(words.insecure.https, code(`make step-${this.step} LAN=1`)),
        ),
        element("p", {}, words.insecure.watching),
        element("a", { class: "button primary", href: watch }, words.insecure.watch),
      ),
    );
  }
}

/** @param {string} text @param {HTMLElement} way */
function fix(text, way) {
  return element("li", {}, text, way);
}

/** @param {string} text */
function code(text) {
  return element("code", {}, text);
}

customElements.define("call-insecure", CallInsecure);
