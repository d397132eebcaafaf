/**
 * `<call-stage>`: the pictures, and what lies over them while there is something to say.
 *
 * Emits `play-all` when somebody asks for the sound that the browser holds back.
 */

import { actionButton, element } from "../dom.js";
import { emit } from "../events.js";
import { senders, yourself } from "../room-store.js";
import { CallGrid } from "./grid.js";
import { CallInvite } from "./invite.js";
import { CallNotices } from "./notices.js";
import { CallSelf } from "./self-view.js";

/** @typedef {import("../room-store.js").Room} Room */
/** @typedef {{ invite: string, view: boolean, xray: boolean, mirrored: boolean }} StageOptions */

/** The middle of a call's screen. */
export class CallStage extends HTMLElement {
  notices = new CallNotices();
  #note = element("p", { class: "stage-note" });
  #sound = actionButton({
    action: "sound",
    icons: ["sound"],
    text: "Turn the sound on",
    look: "primary",
  });

  /** @param {StageOptions} options */
  constructor(options) {
    super();
    this.grid = new CallGrid(options);
    this.self = new CallSelf(options);
    this.invite = new CallInvite(options.invite);
    this.self.hidden = options.view;
    this.invite.hidden = true;
    this.#sound.hidden = true;
    this.#sound.addEventListener("click", () => this.#playAll());
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.className = "stage";
    this.append(this.grid, this.#note, this.invite, this.#sound, this.self, this.notices);
  }

  /** Shows the pictures of all who send, and yours. @param {Room} room */
  update(room) {
    const you = yourself(room);
    const shown = senders(room);
    const alone = room.participants.size === 1;
    this.grid.participants = shown;
    this.invite.hidden = !you || !alone;
    if (!you) return;
    this.note = alone || shown.length > 0 ? "" : "Nobody else sends anything.";
    this.self.participant = you.name;
    this.self.presence = { speaking: you.speaking, hand: you.hand_raised_at !== null };
  }

  /** @param {string} text what to say in place of pictures; empty for nothing */
  set note(text) {
    this.#note.textContent = text;
    this.#note.hidden = text === "";
  }

  /** Offers a button: the browser plays no sound before somebody asks for it. */
  offerSound() {
    this.#sound.hidden = false;
  }

  #playAll() {
    this.#sound.hidden = true;
    emit(this, "play-all");
  }
}

customElements.define("call-stage", CallStage);
