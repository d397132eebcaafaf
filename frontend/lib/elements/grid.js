/**
 * `<call-grid>`: the tiles of all who send, as large as the stage allows; or one of them large, and
 * the others in a strip beside it. What is more than a page is hidden, and so not sent from step 2 on.
 *
 * Tiles keep their order and are never moved in the document. Each new or gone tile is told
 * (`tile-added` {id, video}, `tile-removed` {id}) to the media path; `paged` tells which page is shown.
 */

import { emit } from "../events.js";
import { ended, kept, large, lit, NO_FOCUS, next, standing, toggled } from "../focus.js";
import { arrange } from "./arrange.js";
import { CallTile } from "./tile.js";

/** @typedef {import("../room-store.js").Participant} Participant */
/** @typedef {import("./arrange.js").OwnCorner} OwnCorner */
/** A participant's number, or "7-screen" for what they share. @typedef {number | string} TileId */

/** The stage's tiles by participant. */
export class CallGrid extends HTMLElement {
  /** @type {Map<TileId, CallTile>} */ #tiles = new Map();
  /** @type {Map<string, number>} */ volumes = new Map(); // by name: for who comes again
  /** @type {OwnCorner | null} */ #ownCorner = null;
  focused = NO_FOCUS; // what you want large, and the presenter
  #page = 1;
  #resized = new ResizeObserver(() => this.#arrange());

  /** @param {{ xray: boolean }} options */
  constructor(options) {
    super();
    this.options = options;
    this.addEventListener("pin", ({ target }) => this.#toggle(tileOf(target).key));
    this.addEventListener("volume", ({ target }) => this.#keepVolume(tileOf(target)));
  }

  connectedCallback() {
    this.#resized.observe(this.#stage); // and not the grid, whose padding is a part of its size
  }

  disconnectedCallback() {
    this.#resized.disconnect();
  }

  /** Shows these people and nobody else. @param {Participant[]} participants */
  set participants(participants) {
    /** @type {Map<TileId, Participant>} */ const shown = new Map();
    for (const participant of participants) {
      shown.set(participant.id, participant);
      if (participant.screen) shown.set(`${participant.id}-screen`, participant);
    }
    for (const id of this.#tiles.keys()) if (!shown.has(id)) this.#remove(id);
    for (const [id, participant] of shown) this.#show(id, participant);
    this.#turn(kept(this.focused, this.#keys));
  }

  /** Whom the presenter wants large everywhere, if anybody. @param {string | null} name */
  set spotlight(name) {
    if (name !== this.focused.spotlight) this.#turn(lit(this.focused, name));
  }

  /** What of yours lies over a corner, if anything. @param {OwnCorner | null} own */
  set ownCorner(own) {
    this.#ownCorner = own;
    this.#arrange();
  }

  /** A tile, if there is one. @param {TileId} id */
  tile(id) {
    return this.#tiles.get(id);
  }

  /** Turns pages: to the next by 1, to the one before by -1. @param {number} by */
  turnPage(by) {
    this.#page += by;
    this.#arrange();
  }

  /** Makes the large picture a small one. */
  endFocus() {
    this.#turn(ended(this.focused, this.#keys));
  }

  /** Pins the next tile, or none after the last; gives the name of it. */
  pinNext() {
    this.#turn(next(this.focused, this.#keys));
    const pinned = [...this.#tiles.values()].find(({ key }) => key === this.focused.pinned);
    return pinned?.getAttribute("aria-label") ?? "";
  }

  /** @returns {HTMLElement} */
  get #stage() {
    return this.parentElement ?? this;
  }

  get #keys() {
    return [...this.#tiles.values()].map(({ key }) => key);
  }

  /** @param {TileId} id @param {Participant} participant */
  #show(id, participant) {
    const shown = this.#tiles.get(id);
    if (shown) return shown.show(participant);
    const tile = new CallTile(participant, { ...this.options, screen: id !== participant.id });
    tile.volume = this.volumes.get(tile.key) ?? 1;
    this.#tiles.set(id, tile);
    this.append(tile);
    emit(this, "tile-added", { id, video: tile.video });
  }

  /** @param {TileId} id */
  #remove(id) {
    emit(this, "tile-removed", { id });
    this.#tiles.get(id)?.remove();
    this.#tiles.delete(id);
  }

  /** @param {string} key */
  #toggle(key) {
    this.#turn(toggled(this.focused, this.#keys, key));
  }

  /** @param {CallTile} tile */
  #keepVolume({ key, video }) {
    this.volumes.set(key, video.volume);
  }

  /** @param {import("../focus.js").Focus} focus */
  #turn(focus) {
    this.focused = focus;
    this.#arrange();
  }

  #arrange() {
    const key = large(this.focused, this.#keys);
    const tiles = [...this.#tiles.values()];
    for (const tile of tiles) tile.standing = standing(this.focused, key, tile);
    const { clientWidth: width, clientHeight: height } = this.#stage;
    const what = { stage: { width, height }, tiles, large: key, ownCorner: this.#ownCorner };
    const page = arrange(this, { ...what, wanted: this.#page });
    this.#page = page.number;
    emit(this, "paged", page);
  }
}

/** Whose event it is. @param {EventTarget | null} target */
function tileOf(target) {
  return /** @type {CallTile} */ (/** @type {Element} */ (target).closest("call-tile"));
}

customElements.define("call-grid", CallGrid);
