/** `<call-notices>`: problems in whole sentences, each of which can be put away. */

import { actionButton, element } from "../dom.js";

const MOST = 4;

/**
 * A short list of sentences; a kind of problem is shown as it is now. What was put away stays away
 * for as long as nothing has changed about it.
 */
export class CallNotices extends HTMLElement {
  /** @type {Map<string, Set<string>>} */ #away = new Map();

  connectedCallback() {
    this.setAttribute("role", "status");
    this.setAttribute("aria-label", "Notices");
    this.addEventListener("click", ({ target }) => {
      const button = target instanceof Element && target.closest("[data-action='dismiss']");
      const notice = button ? button.parentElement : null;
      if (notice) this.#awayOf(notice.dataset.kind ?? "").add(text(notice));
      notice?.remove();
    });
  }

  /** Shows these sentences and no others of their kind. @param {string} kind @param {string[]} texts */
  show(kind, ...texts) {
    const away = texts.filter((sentence) => this.#awayOf(kind).has(sentence));
    this.#away.set(kind, new Set(away));
    const shown = this.#ofKind(kind);
    for (const notice of shown) if (!texts.includes(text(notice))) notice.remove();
    const known = new Set([...away, ...shown.map(text)]);
    for (const sentence of texts) if (!known.has(sentence)) this.append(notice(kind, sentence));
    while (this.childElementCount > MOST) this.firstElementChild?.remove();
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

/** @param {string} kind @param {string} sentence */
function notice(kind, sentence) {
  const close = actionButton({
    action: "dismiss",
    icons: ["close"],
    label: "Dismiss",
    look: "quiet",
  });
  return element("div", { class: "notice", "data-kind": kind }, element("p", {}, sentence), close);
}

customElements.define("call-notices", CallNotices);
