/**
 * `<call-room>`: the call itself: head, stage, panels, bar.
 *
 * It shows a room and your devices as they are told to it, and knows neither signalling nor the
 * media path. Buttons mean their `data-action`; people, chat and close-panel are acted on here.
 * Emits `unread` when the number of unread lines may be another.
 */

import { element } from "../dom.js";
import { emit } from "../events.js";
import { EMPTY_ROOM, unreadSince, yourself } from "../room-store.js";
import { CallBar } from "./bar.js";
import { CallChat } from "./chat.js";
import { CallNumbers } from "./numbers.js";
import { CallPeople } from "./people.js";
import { CallStage } from "./stage.js";

/** @typedef {import("../room-store.js").Room} Room */
/** @typedef {import("../local-media.js").LocalMedia} LocalMedia */
/** @typedef {"people" | "chat"} PanelName */

/** @typedef {import("./stage.js").StageOptions & { step: number, title: string, room: string, screens?: boolean }} RoomOptions */

/** The screen of a call. */
export class CallRoom extends HTMLElement {
  /** @type {PanelName | null} */ #open = null;
  /** @type {Room} */ #room = EMPTY_ROOM;
  #seen = 0; // the number of the last chat event that was on the screen
  #people = new CallPeople();
  #chat = new CallChat();

  /** @param {RoomOptions} options */
  constructor(options) {
    super();
    this.options = options;
    this.stage = new CallStage(options);
    this.bar = new CallBar(options);
    this.ownNumbers = new CallNumbers({ about: "what you send", open: options.xray });
    this.#show(null);
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { step, title, room } = this.options;
    const heading = element("h1", { tabindex: "-1" }, room);
    const subtitle = element("p", {}, `Step ${step} · ${title}`);
    const names = element("div", { class: "room-names" }, heading, subtitle);
    const head = element("header", { class: "room-head" }, names, this.ownNumbers);
    const body = element("div", { class: "room-body" }, this.stage, this.#people, this.#chat);
    this.append(head, body, this.bar);
    heading.focus();
    this.addEventListener("click", (event) => this.#act(event));
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.#close());
  }

  /** Where problems are told. */
  get notices() {
    return this.stage.notices;
  }

  /** How many lines of the others were not on the screen yet. */
  get unread() {
    return unreadSince(this.#room, this.#seen);
  }

  /** Shows who is here and what was said. @param {Room} room */
  update(room) {
    this.#room = room;
    this.stage.update(room);
    this.#people.room = room;
    this.#chat.room = room;
    this.bar.people = room.participants.size;
    this.bar.hand = yourself(room)?.hand_raised_at != null;
    this.bar.screen = yourself(room)?.screen === true;
    this.#tellUnread();
  }

  /** Shows what you send. @param {LocalMedia} local */
  show(local) {
    this.stage.self.show(local);
    this.bar.media = local;
  }

  /** @param {MouseEvent} event */
  #act({ target }) {
    const button = target instanceof Element && target.closest("[data-action]");
    const action = button instanceof HTMLElement ? button.dataset.action : "";
    if (action === "people" || action === "chat") this.#show(this.#open === action ? null : action);
    else if (action === "close-panel") this.#close();
  }

  #close() {
    const panel = this.#open;
    this.#show(null);
    if (panel) this.bar.focusButton(panel);
  }

  /** @param {PanelName | null} panel */
  #show(panel) {
    this.#open = panel;
    this.#people.hidden = panel !== "people";
    this.#chat.hidden = panel !== "chat";
    this.bar.panel = panel;
    if (panel === "people") this.#people.open();
    if (panel === "chat") this.#chat.open();
    this.#tellUnread();
  }

  #tellUnread() {
    const last = this.#room.chat.at(-1)?.event ?? 0;
    if (this.#open === "chat" || last < this.#seen) this.#seen = last;
    this.bar.unread = this.unread;
    emit(this, "unread");
  }
}

customElements.define("call-room", CallRoom);
