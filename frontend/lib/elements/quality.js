/** `<call-quality>`: how good somebody's connection is: a sign for all, and words to read if it is poor. */

import { drawing, element } from "../dom.js";
import { words } from "../words.js";

const BARS = ["M1 9h3v4h-3z", "M6.5 5h3v8h-3z", "M12 1h3v12h-3z"];

/** Three bars, of which the style sheet fills some. */
export class CallQuality extends HTMLElement {
  #words = element("span", { class: "visually-hidden" });

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const sign = drawing("svg", { viewBox: "0 0 16 14", class: "bars", "aria-hidden": "true" });
    for (const d of BARS) sign.append(drawing("path", { d }));
    this.append(sign, this.#words);
  }

  /** @param {import("../room-store.js").Participant["quality"]} quality */
  show(quality) {
    this.#words.textContent = quality === "unknown" ? "" : words.tile[quality];
    this.#words.className = quality === "poor" ? "tile-quality" : "visually-hidden";
  }
}

customElements.define("call-quality", CallQuality);
