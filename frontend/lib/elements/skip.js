/** The way past all pictures for who comes by keyboard: the first stop in a call (WCAG 2.4.1). */

import { actionButton } from "../dom.js";
import { words } from "../words.js";

/**
 * A button that is seen while it has the focus, and gives it to the first one of the bar. It is no
 * link: another fragment in the address would be another key.
 * @param {HTMLElement} bar
 */
export function skipTo(bar) {
  const skip = actionButton({ action: "skip", text: words.bar.skip, look: "primary skip" });
  skip.addEventListener("click", () => {
    const first = bar.querySelector("button:not([hidden])");
    if (first instanceof HTMLElement) first.focus();
  });
  return skip;
}
