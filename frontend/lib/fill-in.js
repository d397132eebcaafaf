/** The texts that stand in a page of HTML: an element with `data-words="fleet.title"` gets that entry. */

import { words } from "./words.js";

/** Puts each in its place. */
export function fillIn() {
  for (const place of document.querySelectorAll("[data-words]")) {
    const path = place.getAttribute("data-words")?.split(".") ?? [];
    place.textContent = path.reduce((entry, key) => entry[key], /** @type {any} */ (words));
  }
}
