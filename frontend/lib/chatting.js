/** What you write in the chat, sent; or the reason why it was not. */

import { on } from "./events.js";
import { unsentWords } from "./unsent-words.js";

/** Sends each line. @param {import("./call-media.js").CallParts} parts */
export function attendChat({ signaling, screen, shell }) {
  on(screen, "say", ({ text, answer }) => {
    const sent = signaling.send({ type: "chat", text });
    answer(sent ? "" : unsentWords(shell.waiting));
  });
}
