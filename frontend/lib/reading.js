/** How much of the chat you have read; the tab remembers it, over a reload and over another stay. */

import { Memory } from "./memory.js";
import { EMPTY_ROOM, unreadSince } from "./room-store.js";

/** @typedef {import("./room-store.js").Room} Room */

const CHANGES = ["visibilitychange", "fullscreenchange"];

/** The reader of a room's chat. */
export class Reading {
  #room = EMPTY_ROOM;
  #seen; // when the last line that was on the screen had been written

  /** @param {string} name of the room @param {HTMLElement} chat @param {() => void} onChange it may be read now */
  constructor(name, chat, onChange, memory = Memory.open()) {
    this.name = name;
    this.chat = chat;
    this.onChange = onChange;
    this.memory = memory;
    this.#seen = memory.seen(name);
  }

  /** How many lines of the others were not on the screen yet. */
  get unread() {
    return unreadSince(this.#room, this.#seen);
  }

  /** Begins to look whether the page can be seen. */
  start() {
    for (const type of CHANGES) document.addEventListener(type, this.onChange);
  }

  /** Looks no more. */
  stop() {
    for (const type of CHANGES) document.removeEventListener(type, this.onChange);
  }

  /** Takes in what is written now. @param {Room} room */
  update(room) {
    this.#room = room;
    if (room.you === null) return; // nothing is known of the room yet
    const last = room.chat.at(-1)?.at ?? 0;
    if (!isOnScreen(this.chat) || last <= this.#seen) return;
    this.#seen = last;
    this.memory.see(this.name, last);
  }
}

/** Neither closed, nor in a page behind another, nor behind a picture in full screen. @param {HTMLElement} panel */
function isOnScreen(panel) {
  const large = document.fullscreenElement;
  return !panel.hidden && !document.hidden && (!large || large.contains(panel));
}
