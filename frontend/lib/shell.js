/** The page around a call: its state, its title, its one screen, what is said aloud. */

import { CallAnnouncer } from "./elements/announcer.js";
import { CallBanner } from "./elements/banner.js";
import { pageTitle } from "./page.js";

/** @typedef {import("./page.js").CallState} CallState */

/** The document of a call: `document.body.dataset.state` is its state. */
export class Shell {
  announcer = new CallAnnouncer();
  banner = new CallBanner();
  #main = /** @type {HTMLElement} */ (document.querySelector("main"));

  constructor() {
    this.#main.before(this.announcer, this.banner);
    // A link with another key differs in its fragment alone, for which no browser loads a page.
    addEventListener("hashchange", () => location.reload());
  }

  /** @returns {CallState} */
  get state() {
    return /** @type {CallState} */ (document.body.dataset.state);
  }

  /** Whether you are in the waiting room. */
  get waiting() {
    return document.body.dataset.waiting === "true";
  }

  /** Goes to a state. @param {CallState} state @param {string} room */
  enter(state, room) {
    document.body.dataset.state = state;
    this.waitNoMore();
    this.entitle({ room, others: 0, unread: 0 });
  }

  /** Says that you wait to be let in, for the first time or again. @param {string} room @param {string} words */
  wait(room, words) {
    document.body.dataset.waiting = "true";
    // It lies over the pictures of before, and says no more that the connection is lost.
    this.banner.text = this.state === "reconnecting" ? words : "";
    this.entitle({ room, others: 0, unread: 0 });
  }

  /** You wait no more, or nobody knows. */
  waitNoMore() {
    delete document.body.dataset.waiting;
  }

  /** Shows a screen in place of the last one. @template {HTMLElement} Screen @param {Screen} screen */
  show(screen) {
    this.#main.hidden = false; // what is hidden takes no focus
    this.#main.replaceChildren(screen);
    return screen;
  }

  /** Tells the state in the page's title. @param {{ room: string, others: number, unread: number }} call */
  entitle(call) {
    const { state, waiting } = this;
    document.title = pageTitle({ state, waiting, ...call });
  }
}
