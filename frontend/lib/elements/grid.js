/**
 * `<call-grid>`: the tiles of all who send, as large as the stage allows.
 *
 * Tiles keep their order and are never moved in the document. Each new or gone tile is told
 * (`tile-added` {id, video}, `tile-removed` {id}): there the media path is attached.
 */

import { emit } from "../events.js";
import { gridShape, lastRowShift } from "../grid-shape.js";
import { CallTile } from "./tile.js";

/** @typedef {import("../room-store.js").Participant} Participant */
/** A participant's number, or "7-screen" for what they share. @typedef {number | string} TileId */

const GAP = 8;

/** The stage's tiles by participant. */
export class CallGrid extends HTMLElement {
  /** @type {Map<TileId, CallTile>} */ #tiles = new Map();
  #resized = new ResizeObserver(() => this.#arrange());

  /** @param {{ xray: boolean, view: boolean }} options */
  constructor(options) {
    super();
    this.options = options;
  }

  connectedCallback() {
    this.#resized.observe(this);
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
    this.#arrange();
  }

  /** A tile, if there is one. @param {TileId} id */
  tile(id) {
    return this.#tiles.get(id);
  }

  /** @param {TileId} id @param {Participant} participant */
  #show(id, participant) {
    const shown = this.#tiles.get(id);
    if (shown) {
      shown.show(participant);
      return;
    }
    const tile = new CallTile(participant, { ...this.options, screen: id !== participant.id });
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

  #arrange() {
    const count = this.#tiles.size;
    const shape = gridShape(count, this.clientWidth, this.clientHeight, GAP);
    this.style.setProperty("--tracks", String(shape.columns * 2));
    this.style.setProperty("--tile-width", `${shape.width}px`);
    this.style.setProperty("--tile-height", `${shape.height}px`);
    this.style.setProperty("--gap", `${GAP}px`);
    // A tile spans two tracks; the last row may be shorter and begin later.
    const firstOfLastRow = shape.columns * (shape.rows - 1);
    const shift = lastRowShift(shape, count, this.options.view ? 0 : ownPicture());
    [...this.#tiles.values()].forEach((tile, index) => {
      tile.style.gridColumn = `${index === firstOfLastRow ? `${shift + 1} / ` : ""}span 2`;
    });
  }
}

/** The width that the own picture takes in the lower right corner, as the style sheet says. */
function ownPicture() {
  return 8 + Math.min(192, Math.max(104, 0.15 * innerWidth));
}

customElements.define("call-grid", CallGrid);
