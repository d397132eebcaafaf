/** A button that stays pressed, which a check mark tells beside its colour. */

import { actionButton } from "../dom.js";

/**
 * A button that turns something on and off; whoever makes it sets `aria-pressed`.
 * @param {{ action: string, text: string, label?: string }} button
 */
export function toggleButton(button) {
  return actionButton({ ...button, icons: ["check"], look: "plain toggle" });
}
