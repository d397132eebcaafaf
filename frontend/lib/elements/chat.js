/** `<call-chat>`: what was written in the room, and a line to write. A text stays a text, but for links. */

import { actionButton, element } from "../dom.js";
import { emit } from "../events.js";
import { pieces } from "../links.js";
import { clock, words } from "../words.js";
import { panelHead } from "./panel.js";

/** @typedef {import("../room-store.js").Room} Room */
/** @typedef {import("../room-store.js").ChatLine} ChatLine */

const LONGEST_TEXT = 2_000;
const NEAR = 40; // pixels from the end, where new lines are seen

/** The chat; emits `say` {text, answer(problem)} for a written line, which is kept if there is one. */
export class CallChat extends HTMLElement {
  #panel = panelHead(words.chat.title);
  #lines = element("ol", { class: "chat-lines", tabindex: "0", "aria-label": words.chat.lines });
  #newest = actionButton({
    action: "newest",
    text: words.chat.fresh,
    look: "primary chat-newest",
  });
  #empty = element("p", { class: "chat-empty" }, words.chat.empty);
  #input = element("input", {
    name: "text",
    maxlength: LONGEST_TEXT,
    autocomplete: "off",
    placeholder: words.chat.write,
    "aria-label": words.chat.write,
  });
  #problem = element("p", { class: "field-problem", role: "alert" });
  #form = element(
    "form",
    { "data-form": "chat", class: "chat-form" },
    this.#input,
    sendButton(),
    this.#problem,
  );
  #shownEvent = 0;

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.id = "chat";
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", words.chat.title);
    this.#newest.hidden = true;
    this.append(this.#panel.head, this.#empty, this.#lines, this.#newest, this.#form);
    this.#lines.addEventListener("scroll", () => {
      if (this.#isAtEnd) this.#newest.hidden = true;
    });
    this.#newest.addEventListener("click", () => {
      this.#lines.focus({ preventScroll: true }); // for the button is gone then
      this.#goToEnd();
    });
    this.#form.addEventListener("submit", (event) => this.#say(event));
  }

  /** Takes the focus, at the newest line. */
  open() {
    this.#input.focus();
    this.#goToEnd();
  }

  get #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#lines;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #goToEnd() {
    this.#newest.hidden = true; // first, for it takes room from the lines
    this.#lines.scrollTop = this.#lines.scrollHeight;
  }

  /** @param {Room} room */
  set room({ chat, you }) {
    const isOld = chat.length > 0 && chat[chat.length - 1].event < this.#shownEvent;
    if (isOld || chat.length === 0) this.#clear(); // another room under the same name
    const fresh = chat.filter(({ event }) => event > this.#shownEvent);
    const isSeen = this.#isAtEnd || fresh.some(({ id }) => id === you);
    for (const line of fresh) this.#lines.append(chatLine(line, line.id === you));
    this.#shownEvent = chat.at(-1)?.event ?? 0;
    this.#empty.hidden = chat.length > 0;
    if (fresh.length && isSeen) this.#goToEnd();
    else if (fresh.length) this.#newest.hidden = false;
  }

  #clear() {
    this.#lines.replaceChildren();
    this.#newest.hidden = true;
    this.#shownEvent = 0;
  }

  /** @param {SubmitEvent} event */
  #say(event) {
    event.preventDefault();
    const text = this.#input.value.trim();
    if (!text) return;
    this.#problem.textContent = "";
    const answer = (/** @type {string} */ problem) => {
      this.#problem.textContent = problem;
      if (!problem) this.#input.value = "";
    };
    emit(this, "say", { text, answer });
  }
}

function sendButton() {
  const button = actionButton({
    action: "say",
    icons: ["send"],
    label: words.chat.send,
    look: "primary",
  });
  button.type = "submit";
  return button;
}

/** @param {ChatLine} line @param {boolean} isOwn */
function chatLine({ name, text, at }, isOwn) {
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

/** The page that a link opens learns nothing of the call. @param {import("../links.js").Piece} piece */
function piece({ text, address }) {
  if (!address) return text;
  const way = { rel: "noopener noreferrer nofollow ugc", referrerpolicy: "no-referrer" };
  return element("a", { href: address, target: "_blank", dir: "ltr", ...way }, text);
}

customElements.define("call-chat", CallChat);
