/**
 * `<call-room>`: the call itself: head, stage, panels, bar.
 *
 * It shows a room and your devices as they are told to it, and knows neither signalling nor the
 * media path. Buttons mean their `data-action`; those that open or close a panel are acted on here.
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
/** Its id is the action of the button that opens it. @typedef {HTMLElement & { open: () => void }} Panel */

/** @typedef {import("./stage.js").StageOptions & { step: number, title: string, room: string, screens?: boolean }} RoomOptions */

/** The screen of a call. */
export class CallRoom extends HTMLElement {
  /** @type {string | null} */ #open = null;
  /** @type {Room} */ #room = EMPTY_ROOM;
  #seen = 0; // the number of the last chat event that was on the screen
  #people = new CallPeople();
  #chat = new CallChat();
  /** @type {Map<string, Panel>} */ #panels = new Map();
  #head = element("header", { class: "room-head" });
  #body = element("div", { class: "room-body" });

  /** @param {RoomOptions} options */
  constructor(options) {
    super();
    this.options = options;
    this.stage = new CallStage(options);
    this.bar = new CallBar(options);
    this.ownNumbers = new CallNumbers({ about: "what you send", open: options.xray });
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { step, title, room } = this.options;
    const heading = element("h1", { tabindex: "-1" }, room);
    const subtitle = element("p", {}, `Step ${step} · ${title}`);
    const names = element("div", { class: "room-names" }, heading, subtitle);
    this.#head.append(names, this.ownNumbers);
    this.#body.append(this.stage);
    this.append(this.#head, this.#body, this.bar);
    this.#addPanel("people", this.#people);
    this.#addPanel("chat", this.#chat);
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

  /** Adds a step's own panel, and in the head the button that opens it.
   * @param {string} name @param {Panel} panel @param {HTMLButtonElement} button */
  addPanel(name, panel, button) {
    this.#head.append(button);
    this.#addPanel(name, panel);
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
    if (action && this.#panels.has(action)) this.#show(this.#open === action ? null : action);
    else if (action === "close-panel") this.#close();
  }

  #close() {
    const panel = this.#open;
    this.#show(null);
    if (panel) this.#button(panel)?.focus();
  }

  /** @param {string} name @param {Panel} panel */
  #addPanel(name, panel) {
    panel.hidden = true;
    this.#panels.set(name, panel);
    this.#body.append(panel);
    this.#button(name)?.setAttribute("aria-controls", name);
    this.#button(name)?.setAttribute("aria-expanded", "false");
  }

  /** @param {string | null} name */
  #show(name) {
    this.#open = name;
    for (const [other, panel] of this.#panels) {
      panel.hidden = other !== name;
      this.#button(other)?.setAttribute("aria-expanded", String(other === name));
    }
    if (name) this.#panels.get(name)?.open();
    this.#tellUnread();
  }

  /** The button that opens a panel. @param {string} name @returns {HTMLElement | null} */
  #button(name) {
    return this.querySelector(`[data-action="${name}"]`);
  }

  #tellUnread() {
    const last = this.#room.chat.at(-1)?.event ?? 0;
    if (this.#open === "chat" || last < this.#seen) this.#seen = last;
    this.bar.unread = this.unread;
    emit(this, "unread");
  }
}

customElements.define("call-room", CallRoom);
