/** `<call-insecure>`: why there is no camera at this address, and what can be done about it. */

import { element } from "../dom.js";
import { withParameters } from "../page.js";

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
        element("h1", {}, "The camera needs a secure address"),
        element(
          "p",
          {},
          "This page came over plain http from another machine. On the way anybody could have " +
            "changed it, so the browser gives it neither camera nor microphone. Two ways out:",
        ),
        element(
          "ol",
          {},
          fix("On the machine that runs the step, open it without a network between: ", local),
          fix("For other machines, start the step with https: ", `make step-${this.step} LAN=1`),
        ),
        element("p", {}, "Watching works without either:"),
        element("a", { class: "button primary", href: watch }, "Watch without sending"),
      ),
    );
  }
}

/** @param {string} text @param {string} code */
function fix(text, code) {
  return element("li", {}, text, element("code", {}, code));
}

customElements.define("call-insecure", CallInsecure);
