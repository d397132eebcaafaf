/**
 * `<call-room>`: the call itself: head, stage, panels, bar.
 *
 * It shows a room and your devices as they are told to it, and knows neither signalling nor the
 * media path. Buttons mean their `data-action`; those that open or close a panel are acted on here.
 * Emits `unread` when the number of unread lines may be another.
 */

import { Choices } from "../choices.js";
import { element } from "../dom.js";
import { emit, on } from "../events.js";
import { Keyboard } from "../keyboard.js";
import { Reading } from "../reading.js";
import { EMPTY_ROOM, yourself } from "../room-store.js";
import { styled } from "../styles.js";
import { words } from "../words.js";
import { CallBar } from "./bar.js";
import { CallChat } from "./chat.js";
import { CallMore } from "./more.js";
import { CallNumbers, closeNumbers } from "./numbers.js";
import { Panels } from "./panels.js";
import { CallPeople } from "./people.js";
import { skipTo } from "./skip.js";
import { CallStage } from "./stage.js";

/** @typedef {import("../room-store.js").Room} Room */
/** @typedef {import("../local-media.js").LocalMedia} LocalMedia */
/** @typedef {import("./panels.js").Panel} Panel */

/** @typedef {Omit<import("./stage.js").StageOptions, "choices"> & { step: number, fake: boolean, wordless: boolean, room: string, devices: import("../devices.js").Devices }} RoomOptions */

/** The screen of a call. */
export class CallRoom extends HTMLElement {
  choices = new Choices();
  /** @type {Keyboard | null} */ #keyboard = null;
  /** @type {Room} */ #room = EMPTY_ROOM;
  #people = new CallPeople();
  /** @type {import("./help.js").CallHelp | null} until somebody asks for it */ #help = null;
  #head = element("header", { class: "room-head" });
  #body = element("div", { class: "room-body" });
  #panels = new Panels(this.#body, (name) => this.button(name));

  /** @param {RoomOptions} options */
  constructor(options) {
    super();
    this.options = options;
    this.chat = new CallChat(options);
    this.reading = new Reading(options.room, this.chat, () => this.#tellUnread());
    this.stage = new CallStage({ ...options, choices: this.choices });
    this.bar = new CallBar(options);
    this.ownNumbers = new CallNumbers({ about: "own", name: "", open: options.xray });
  }

  connectedCallback() {
    this.#keyboard ??= new Keyboard(this);
    this.reading.start();
    if (this.hasChildNodes()) return;
    const { step, room } = this.options;
    const heading = element("h1", { tabindex: "-1" }, room);
    const subtitle = element("p", {}, words.lobby.step(step));
    const names = element("div", { class: "room-names" }, heading, subtitle);
    this.#head.append(names, skipTo(this.bar), this.ownNumbers);
    this.#body.append(this.stage);
    this.append(this.#head, this.#body, this.bar);
    this.#panels.add("people", this.#people);
    this.#panels.add("chat", this.chat);
    this.#panels.add("more", new CallMore({ ...this.options, choices: this.choices }));
    on(this.#panels, "change", () => this.#tellUnread());
    heading.focus();
    this.addEventListener("click", (event) => this.#act(event));
  }

  disconnectedCallback() {
    this.reading.stop();
    this.#keyboard?.stop();
    this.#keyboard = null;
  }

  /** Where problems are told. */
  get notices() {
    return this.stage.notices;
  }

  /** Adds a step's own panel, and in the head the button that opens it.
   * @param {string} name @param {Panel} panel @param {HTMLButtonElement} button */
  addPanel(name, panel, button) {
    this.#head.append(button);
    this.#panels.add(name, panel);
  }

  /** The button that means an action, if it can be pressed here. @param {string} action @returns {HTMLElement | null} */
  button(action) {
    return this.querySelector(`[data-action="${action}"]:not([hidden])`);
  }

  /** Closes what is open, first what has the focus; or ends the large picture. */
  goBack() {
    if (closeNumbers(this, ":focus-within") || this.#panels.close()) return;
    if (!closeNumbers(this, "[open=chosen]")) this.stage.grid.endFocus();
  }

  /** Pins the next picture, and says whose; emits `aloud` with it. */
  pinNext() {
    const name = this.stage.grid.pinNext();
    emit(this, "aloud", name ? words.tile.pinned(name) : words.tile.nonePinned);
  }

  /** Shows who is here and what was said. @param {Room} room */
  update(room) {
    this.#room = room;
    this.stage.update(room);
    this.#people.room = room;
    this.chat.room = room;
    this.bar.people = room.participants.size;
    this.bar.hand = yourself(room)?.hand_raised_at != null;
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
    if (action && this.#panels.has(action)) this.#panels.toggle(action);
    else if (action === "close-panel") this.#panels.close();
    else if (action === "shortcuts") this.#showKeys();
  }

  async #showKeys() {
    const loaded = await styled(import("./help.js"), "dialog").catch(() => null);
    if (!this.isConnected) return; // they have left
    if (!loaded) return this.notices.show("help", words.call.incomplete);
    this.#help ??= this.appendChild(new loaded.CallHelp());
    const can = (/** @type {string} */ action) => this.button(action) !== null;
    this.#help.open({ can, on: this.choices.now.shortcuts });
  }

  #tellUnread() {
    this.reading.update(this.#room);
    this.bar.unread = this.reading.unread;
    emit(this, "unread");
  }
}

customElements.define("call-room", CallRoom);
