/** `<call-chat>`: what was written in the room, and a line to write. */

import { actionButton, element } from "../dom.js";
import { emit } from "../events.js";
import { words } from "../words.js";
import { chatLine, unheardLine } from "./chat-line.js";
import { panelHead } from "./panel.js";

/** @typedef {import("../room-store.js").Room} Room */

const LINE = { name: "text", dir: "auto", maxlength: 2_000, autocomplete: "off" };
const NEAR = 40; // pixels from the end, where new lines are seen

/** The chat; emits `say` {text, answer(problem)} for a written line, which is kept if there is one. */
export class CallChat extends HTMLElement {
  #panel = panelHead(words.chat.title);
  #lines = element("ol", { class: "chat-lines", tabindex: "0", "aria-label": words.chat.lines });
  #newest = actionButton({ action: "newest", text: words.chat.fresh, look: "primary chat-newest" });
  #empty = element("p", { class: "chat-empty" }, words.chat.empty);
  #watching = element("p", { class: "chat-watching" }, words.chat.watching);
  #input = element("input", {
    ...LINE,
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
  /** @type {HTMLElement[]} */ #unheard = [];
  #shownEvent = 0;

  /** @param {{ wordless?: boolean }} options */
  constructor({ wordless = false } = {}) {
    super();
    this.#form.hidden = wordless;
    this.#watching.hidden = !wordless;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.id = "chat";
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", words.chat.title);
    this.#newest.hidden = true;
    const below = [this.#newest, this.#form, this.#watching];
    this.append(this.#panel.head, this.#empty, this.#lines, ...below);
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
    (this.#form.hidden ? this.#panel.heading : this.#input).focus();
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
    this.#lines.append(...this.#unheard); // always the last
    this.#shownEvent = chat.at(-1)?.event ?? 0;
    this.#empty.hidden = chat.length + this.#unheard.length > 0;
    if (fresh.length && isSeen) this.#goToEnd();
    else if (fresh.length) this.#newest.hidden = false;
  }

  /** What you said and the room has not told yet, oldest first. @param {string[]} lines */
  set unheard(lines) {
    if (lines.length === this.#unheard.length) return;
    for (const line of this.#unheard) line.remove();
    this.#unheard = lines.map(unheardLine);
    this.#lines.append(...this.#unheard);
    this.#empty.hidden ||= lines.length > 0;
    if (lines.length) this.#goToEnd();
  }

  /** What is being written. */
  get draft() {
    return this.#input.value;
  }

  /** Why the last line was not sent. @param {string} problem */
  set problem(problem) {
    this.#problem.textContent = problem;
  }

  /** What was written before goes on, if nothing else is being written. @param {string} text */
  giveBack(text) {
    this.#input.value ||= text;
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
    this.problem = "";
    const answer = (/** @type {string} */ problem) => {
      this.problem = problem;
      if (!problem) this.#input.value = "";
    };
    emit(this, "say", { text, answer });
  }
}

function sendButton() {
  const label = words.chat.send;
  const button = actionButton({ action: "say", icons: ["send"], label, look: "primary" });
  button.type = "submit";
  return button;
}

customElements.define("call-chat", CallChat);
