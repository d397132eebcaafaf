/** What you say to everybody, a line of chat or by your hand: sent, or the reason why it was not. */

import { on } from "./events.js";
import { Unheard } from "./unheard.js";
import { unsentWords } from "./unsent-words.js";

/** @typedef {import("./room-store.js").Message} Message */

/** Sends what is written and the hand, until the room has heard it. @param {import("./call-media.js").CallParts} parts */
export function attendSaying({ signaling, screen, shell }) {
  const unheard = new Unheard();
  /** Why a message is not sent, or nothing. @param {Message} message */
  const say = (message) => {
    if (unheard.full || !signaling.send(message)) return unsentWords(shell.waiting);
    unheard.say(message);
    screen.chat.unheard = unheard.lines;
    return "";
  };
  on(signaling, "message", (/** @type {Message} */ message) => {
    for (const again of unheard.hear(message)) signaling.send(again);
    screen.chat.unheard = unheard.lines;
    if (message.type === "welcome") screen.chat.problem = ""; // it was that there was no connection
    if (unheard.refused) screen.chat.giveBack(unheard.refused);
  });
  on(screen, "say", ({ text, answer }) => answer(say({ type: "chat", text })));
  screen.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element && target.closest("[data-action=hand]"))) return;
    const problem = say({ type: "hand", raised: !unheard.handRaised });
    if (problem) screen.notices.tell("error", problem);
  });
}
