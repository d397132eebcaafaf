/** The lower edge of a tile: who it shows, and the signs about them. */

import { element, icon, saidOnly } from "../dom.js";
import { words } from "../words.js";

/** Signs that the style sheet shows while they hold, and after them what else there is to tell. @param {HTMLElement[]} told */
export function tileLabel(...told) {
  const muted = [icon("microphone-off"), saidOnly(words.tile.muted)];
  const spotlight = [icon("spotlight"), saidOnly(words.tile.spotlight)];
  return element(
    "div",
    { class: "tile-label" },
    element("span", { class: "tile-muted" }, ...muted),
    element("span", { class: "tile-spotlight" }, ...spotlight),
    ...told,
  );
}
