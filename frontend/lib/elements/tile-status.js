/** What is amiss with a tile's picture: a sentence over it, and a sign for where that has no room. */

import { element, icon } from "../dom.js";

/** Which of both is to be seen the style sheet decides; a screen reader reads the sentence. */
export class TileStatus {
  sentence = element("p", { class: "tile-status" });
  sign = element("span", { class: "tile-sign" });

  /** @param {import("../tile-words.js").Status} status */
  show({ text, sign }) {
    if (this.sentence.textContent === text) return;
    this.sentence.textContent = text;
    this.sign.replaceChildren(...(sign ? [icon(sign)] : []));
    this.sign.title = text;
  }
}
