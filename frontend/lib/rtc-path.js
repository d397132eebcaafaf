/**
 * Watches whether packets get through between this browser and the server. [pure]
 *
 * Events: `restart` (another path should be looked for), `problem` {message} (empty: it is over).
 */

import { emit } from "./events.js";

const SET_UP = 8_000; // milliseconds in which a first path is found almost everywhere
const SILENCE = 2_000; // then a path that worked is looked for anew
const TOLD_AFTER = 4_000;
const APART = 5_000; // between two wishes for a restart

const BLOCKED =
  "No packet comes through: a firewall or this network seems to block UDP. " +
  "Chat still works. That is what step 3 is for.";
const BLOCKED_EVERYWHERE =
  "No packet comes through, not even to the TURN server over TCP or TLS: this network blocks " +
  "them. Chat still works. Another network, such as your phone's, will help.";
const LOST = "Sound and picture are interrupted. Looking for another way ...";

/** The path of one peer connection after the other. */
export class RtcPath extends EventTarget {
  relays = false; // whether there is a TURN server, as from step 3 on
  #goodAt = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #worked = false;
  #problem = "";

  /** A new peer connection begins to look for its path. @param {number} now */
  begin(now) {
    this.#goodAt = now;
    this.#worked = false;
  }

  /**
   * To be called a few times a second.
   * @param {number} now @param {RTCPeerConnectionState} state
   */
  tick(now, state) {
    if (state === "connected") {
      this.begin(now);
      this.#worked = true;
      this.#tell("");
      return;
    }
    const silence = now - this.#goodAt;
    if (state === "failed" || silence > (this.#worked ? SILENCE : SET_UP)) this.#ask(now);
    if (this.#worked && silence > TOLD_AFTER) this.#tell(LOST);
    else if (!this.#worked && silence > SET_UP)
      this.#tell(this.relays ? BLOCKED_EVERYWHERE : BLOCKED);
  }

  /** @param {number} now */
  #ask(now) {
    if (now - this.#askedAt < APART) return;
    this.#askedAt = now;
    emit(this, "restart");
  }

  /** @param {string} message */
  #tell(message) {
    if (message === this.#problem) return;
    this.#problem = message;
    emit(this, "problem", { message });
  }
}
