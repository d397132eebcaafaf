/** Reactions: sent by a click, shown where their sender is seen. */

import { on } from "./events.js";
import { unsentWords } from "./unsent-words.js";

/** Answers the buttons of a call, and shows what others send. @param {import("./call-media.js").CallParts} parts */
export function attendReactions({ signaling, screen, shell }) {
  on(signaling, "message", (/** @type {import("./room-store.js").Message} */ message) => {
    if (message.type === "reaction") screen.stage.react(message);
  });
  screen.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("[data-action=react]");
    if (!(button instanceof HTMLElement)) return;
    if (!signaling.send({ type: "reaction", reaction: button.dataset.reaction }))
      screen.notices.tell("error", unsentWords(shell.waiting));
    if (button.closest("call-more")) screen.goBack(); // it lies over the pictures on a phone
  });
}
