/** The call that this tab is in, kept for its next reload as long as the page is alive. */

import { on } from "./events.js";
import { words } from "./words.js";

/** @typedef {{ room: string, name: string, microphone: boolean, camera: boolean }} Now */

const ALIVE_INTERVAL = 10_000;

/**
 * Keeps a call from its welcome to its end, always as it is now, and what was chosen about the
 * others' pictures, or begun to write, which is found again after a reload. A shared screen is
 * not: the browser gives it to one page only.
 * @param {import("./conversation.js").Conversation} conversation
 * @param {import("./memory.js").Memory} memory @param {() => Now} now
 */
export function keepCall(conversation, memory, now) {
  const ended = new AbortController();
  const { signal } = ended;
  const { chat, stage, notices } = conversation.parts.screen;
  const { grid } = stage;
  const { chosen } = memory.recall(now().room, Date.now()) ?? {};
  if (chosen) grid.volumes = new Map(chosen.volumes);
  if (chosen) chat.giveBack(chosen.line ?? "");
  if (chosen) grid.focused = { ...grid.focused, pinned: chosen.pinned };
  if (chosen?.shared) notices.tell("screen", words.media.screenEnded);
  let token = "";
  const keep = () => {
    const { room, ...call } = now();
    const shared = conversation.own.shared.track !== null;
    const { pinned } = grid.focused;
    const chosen = { pinned, volumes: [...grid.volumes], line: chat.draft, shared };
    if (token) memory.remember(room, { ...call, token, at: Date.now(), chosen });
  };
  const timer = setInterval(keep, ALIVE_INTERVAL);
  const forget = () => {
    clearInterval(timer);
    ended.abort();
    memory.forget(now().room);
  };
  addEventListener("pagehide", keep, { signal });
  on(conversation, "welcome", (welcome) => {
    token = welcome.token;
    keep();
  });
  on(conversation, "refused", forget);
  on(conversation, "bye", forget);
}
