/**
 * `<call-stage>`: the pictures and what lies over them, and beside them the notices.
 *
 * Emits `play-all` when somebody asks for what the browser holds back, and `aloud` with
 * the page that somebody has turned to.
 */

import { actionButton, element } from "../dom.js";
import { emit, on } from "../events.js";
import { pageOf, pageWords } from "../paging.js";
import { signOf } from "../reactions.js";
import { senders, yourself } from "../room-store.js";
import { words } from "../words.js";
import { CallGrid } from "./grid.js";
import { CallInvite } from "./invite.js";
import { CallNotices } from "./notices.js";
import { CallPager } from "./pager.js";
import { showReaction } from "./reactions.js";
import { SelfPlace } from "./self-place.js";
import { CallSelf } from "./self-view.js";

/** @typedef {import("../room-store.js").Room} Room */
/** @typedef {{ name?: string, invite: string, view: boolean, xray: boolean, mirrored: boolean, choices: import("../choices.js").Choices }} StageOptions */

/** The middle of a call's screen. */
export class CallStage extends HTMLElement {
  notices = new CallNotices();
  #pager = new CallPager();
  #page = pageOf(0, 1, 1);
  #reactions = element("div", { class: "stage-reactions" });
  /** @type {number | null} */ #you = null;
  #held = { others: "", own: "" }; // by the browser
  #note = element("p", { class: "stage-note" });
  #sound = actionButton({
    action: "sound",
    icons: ["sound"],
    text: words.call.soundOn,
    look: "primary",
  });
  #without = actionButton({ action: "without", text: words.call.without });

  /** @param {StageOptions} options */
  constructor(options) {
    super();
    this.options = options;
    this.grid = new CallGrid(options);
    this.self = new CallSelf(options);
    this.self.name = options.name ?? ""; // as wished: the room may know you by another
    this.invite = new CallInvite(options.invite);
    this.place = options.view ? null : new SelfPlace(this.self, options.choices);
    if (options.view) this.self.hidden = true;
    on(options.choices, "change", () => this.#arrange());
    on(this.grid, "paged", (page) => this.#showPage(page));
    on(this.#pager, "turn", (by) => this.#turn(by));
    this.invite.hidden = this.#sound.hidden = this.#without.hidden = true;
    this.#sound.addEventListener("click", () => this.#playAll());
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const stage = element("div", { class: "stage" }, this.grid, this.#pager, this.#note);
    stage.append(this.#without, this.invite, this.#sound, this.self, this.#reactions);
    if (this.place) stage.append(this.place.shower);
    this.append(this.notices, stage);
    this.#arrange();
  }

  /** Shows the pictures of all who send, and yours. @param {Room} room */
  update(room) {
    const you = yourself(room);
    this.#you = room.you;
    const shown = senders(room);
    const alone = room.participants.size === 1;
    this.grid.participants = shown;
    this.grid.spotlight = room.participants.get(room.spotlight ?? 0)?.name ?? null;
    this.invite.hidden = !you || !alone;
    if (!you) return;
    this.note = alone || shown.length > 0 ? "" : words.call.nobodySends;
    this.self.participant = you.name;
    this.self.presence = { speaking: you.speaking, hand: you.hand_raised_at !== null };
  }

  /** Shows a reaction on its sender's picture; who has none here is named. @param {import("../room-store.js").Message} message */
  react({ id, name, reaction }) {
    if (!signOf(reaction)) return;
    const own = id === this.#you && !this.self.hidden ? this.self : undefined;
    const place = own ?? this.#shownTile(id);
    if (place) showReaction(place, reaction);
    else showReaction(this.#reactions, reaction, id === this.#you ? words.names.you : name);
  }

  /** @param {string} text what to say in place of pictures; empty for nothing */
  set note(text) {
    this.#note.textContent = text;
    this.#note.hidden = text === "";
  }

  /** Offers a button: the browser plays no sound, or nothing, before somebody asks for it.
   * @param {import("../autoplay.js").Held | ""} held @param {"others" | "own"} whose */
  offerSound(held, whose = "others") {
    this.#held[whose] = held;
    const { others, own } = this.#held;
    const [word] = this.#sound.getElementsByClassName("word");
    const text = others === "all" ? words.call.playAll : words.call.soundOn;
    if (word.textContent !== text) word.textContent = text;
    this.#sound.hidden = !others && !own;
  }

  /** Offers a button to go in without devices. @param {(() => void) | null} go what it does; null takes it away */
  offerWithout(go) {
    this.#without.hidden = go === null;
    this.#without.onclick = go;
  }

  /** Somebody's tile, unless it is on another page. @param {number} id */
  #shownTile(id) {
    const tile = this.grid.tile(id);
    return tile?.hidden ? undefined : tile;
  }

  /** @param {import("../paging.js").Page} page */
  #showPage(page) {
    this.#page = page;
    this.#pager.page = page;
    /** @type {NodeListOf<import("./tile.js").CallTile>} */
    const hidden = this.grid.querySelectorAll("call-tile[hidden][data-speaking=true]");
    this.#pager.speaking = [...hidden].map(({ name }) => name);
  }

  /** @param {number} by */
  #turn(by) {
    const before = this.#page.number;
    this.grid.turnPage(by);
    if (this.#page.number !== before) emit(this, "aloud", `${pageWords(this.#page)}.`);
  }

  /** The tiles leave the corner of your own picture alone, where they can. */
  #arrange() {
    const { corner, ownPicture } = this.options.choices.now;
    this.grid.ownCorner = this.place && { corner, isPicture: ownPicture };
  }

  #playAll() {
    this.#held.others = "";
    this.#sound.hidden = true;
    emit(this, "play-all");
  }
}

customElements.define("call-stage", CallStage);
