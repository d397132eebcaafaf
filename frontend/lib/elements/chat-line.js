/** A line of the chat. Its text stays a text, but for links. */

import { element } from "../dom.js";
import { pieces } from "../links.js";
import { clock, words } from "../words.js";

/** @typedef {import("../room-store.js").ChatLine} ChatLine */

/** What somebody wrote, and when. @param {ChatLine} line @param {boolean} isOwn */
export function chatLine({ name, text, at }, isOwn) {
  const time = new Date(at);
  const hours = clock(time, { hour: "2-digit", minute: "2-digit" });
  return element(
    "li",
    { "data-chat-line": true, "data-from": name, class: isOwn ? "own" : "" },
    element("span", { class: "chat-from" }, isOwn ? words.names.you : name),
    element("time", { datetime: time.toISOString() }, hours),
    element("p", {}, ...pieces(text).map(piece)),
  );
}

/** What you wrote, before the room has told it. @param {string} text */
export function unheardLine(text) {
  return element(
    "li",
    { class: "own unheard" },
    element("span", { class: "chat-from" }, words.names.you),
    element("span", { class: "chat-sending" }, words.chat.sending),
    element("p", {}, text),
  );
}

/** The page that a link opens learns nothing of the call. @param {import("../links.js").Piece} piece */
function piece({ text, address }) {
  if (!address) return text;
  const way = { rel: "noopener noreferrer nofollow ugc", referrerpolicy: "no-referrer" };
  return element("a", { href: address, target: "_blank", dir: "ltr", ...way }, text);
}
