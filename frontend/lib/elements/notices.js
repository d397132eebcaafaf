/** `<call-notices>`: problems in whole sentences, each of which can be put away. */

import { actionButton, element } from "../dom.js";
import { put, textOf } from "../sentence.js";
import { words } from "../words.js";

/** @typedef {import("../sentence.js").Sentence} Sentence */

const MOST = 4;
/** What can be done about a kind of notice, beside putting it away. @type {Record<string, () => HTMLElement>} */
const DEEDS = {
  sharing: () => actionButton({ action: "stop-screen", text: words.bar.stopSharing }),
};

/**
 * A short list of sentences; a kind of problem is shown as it is now. What was put away stays away
 * for as long as nothing has changed about it.
 */
export class CallNotices extends HTMLElement {
  /** @type {Map<string, Set<string>>} */ #away = new Map();

  connectedCallback() {
    this.setAttribute("role", "status");
    this.setAttribute("aria-label", words.call.notices);
    this.addEventListener("click", ({ target }) => {
      const button = target instanceof Element && target.closest("[data-action='dismiss']");
      const notice = button ? button.parentElement : null;
      if (notice) this.#awayOf(notice.dataset.kind ?? "").add(text(notice));
      notice?.remove();
    });
  }

  /** Shows these sentences and no others of their kind. @param {string} kind @param {Sentence[]} sentences */
  show(kind, ...sentences) {
    const texts = sentences.map(textOf);
    const away = texts.filter((sentence) => this.#awayOf(kind).has(sentence));
    this.#away.set(kind, new Set(away));
    const shown = this.#ofKind(kind);
    for (const notice of shown) if (!texts.includes(text(notice))) notice.remove();
    const known = new Set([...away, ...shown.map(text)]);
    for (const sentence of sentences)
      if (!known.has(textOf(sentence))) this.append(notice(kind, sentence));
    while (this.childElementCount > MOST) this.firstElementChild?.remove();
  }

  /** Shows what has just happened, though it was put away when it happened before.
   * @param {string} kind @param {Sentence} sentence */
  tell(kind, sentence) {
    this.show(kind);
    this.show(kind, sentence);
  }

  /** Forgets that these were put away. @param {string} kind @param {Sentence[]} sentences */
  forget(kind, sentences) {
    for (const sentence of sentences) this.#awayOf(kind).delete(textOf(sentence));
  }

  /** @param {string} kind */
  #awayOf(kind) {
    return this.#away.get(kind) ?? new Set();
  }

  /** @param {string} kind */
  #ofKind(kind) {
    return [...this.querySelectorAll(`[data-kind="${kind}"]`)];
  }
}

/** @param {Element} notice */
function text(notice) {
  return notice.firstElementChild?.textContent ?? "";
}

/** @param {string} kind @param {Sentence} sentence */
function notice(kind, sentence) {
  const close = actionButton({
    action: "dismiss",
    icons: ["close"],
    label: words.call.dismiss,
    look: "quiet",
  });
  const told = element("p");
  put(told, sentence);
  const deeds = Object.hasOwn(DEEDS, kind) ? [DEEDS[kind]()] : [];
  return element("div", { class: "notice", "data-kind": kind }, told, ...deeds, close);
}

customElements.define("call-notices", CallNotices);
