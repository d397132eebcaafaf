/**
 * The front's account of nodes and rooms, as it changes (server-sent events, WHATWG HTML 9.2).
 *
 * Events: `fleet` (what is now), `line` (`live`, or `away` while the front does not answer).
 */

import { emit } from "./events.js";
import { reconnectDelay } from "./reconnect.js";

/** @typedef {Pick<EventSource, "onmessage" | "onerror" | "close">} Source */

/** A line to the front that is opened again whenever it breaks. */
export class FleetFeed extends EventTarget {
  /** @type {Source | null} */ #source = null;
  #attempt = 0;

  /** @param {string} url @param {new (url: string) => Source} Source */
  constructor(url, Source = EventSource) {
    super();
    this.url = url;
    this.Source = Source;
  }

  /** Begins, and goes on for ever. */
  open() {
    const source = new this.Source(this.url);
    this.#source = source;
    source.onmessage = ({ data }) => this.#receive(data);
    // By itself it would not come back after an answer such as 502.
    source.onerror = () => this.#again();
  }

  /** @param {string} data */
  #receive(data) {
    this.#attempt = 0;
    emit(this, "line", "live");
    emit(this, "fleet", JSON.parse(data));
  }

  #again() {
    this.#source?.close();
    emit(this, "line", "away");
    this.#attempt += 1; // never at once: a front that refuses is not to be flooded
    setTimeout(() => this.open(), reconnectDelay(this.#attempt, Math.random()));
  }
}
