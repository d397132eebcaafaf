/** What the panels beside the stage have in common: a heading, a way to close, a focus. */

import { actionButton, element } from "../dom.js";
import { words } from "../words.js";

/**
 * The head of a panel; its heading takes the focus when the panel opens.
 * @param {string} title
 */
export function panelHead(title) {
  const heading = element("h2", { tabindex: "-1" }, title);
  const close = actionButton({
    action: "close-panel",
    icons: ["close"],
    label: words.panel.close(title),
    look: "quiet",
  });
  return { head: element("header", { class: "panel-head" }, heading, close), heading };
}
