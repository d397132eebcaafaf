/** `<call-quality>`: how good somebody's connection is: a sign for all, and words to read if it is poor. */

import { drawing, element } from "../dom.js";
import { UNRATED, worse } from "../media-quality.js";
import { qualityWords } from "../tile-words.js";

/** @typedef {import("../media-quality.js").Rating} Rating */

const BARS = ["M1 9h3v4h-3z", "M6.5 5h3v8h-3z", "M12 1h3v12h-3z"];

/** Three bars, of which the style sheet fills some. */
export class CallQuality extends HTMLElement {
  /** What the server says of this person. */
  link = UNRATED.quality;
  /** What this page measures of what comes of them. */
  media = UNRATED;
  #words = element("span", { class: "visually-hidden" });

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const sign = drawing("svg", { viewBox: "0 0 16 14", class: "bars", "aria-hidden": "true" });
    for (const d of BARS) sign.append(drawing("path", { d }));
    this.append(sign, this.#words);
  }

  /** Shows the worse of both, and tells it; without anything that comes there is none. @param {boolean} comes */
  show(comes) {
    const shown = comes ? worse(this.link, this.media) : UNRATED;
    const text = qualityWords(shown);
    this.#words.textContent = text;
    this.#words.className = shown.quality === "poor" ? "tile-quality" : "visually-hidden";
    this.title = text; // for who sees the bars only
    return shown.quality;
  }
}

customElements.define("call-quality", CallQuality);
