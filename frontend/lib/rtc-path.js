/**
 * Watches whether packets get through between this browser and the server. [pure]
 *
 * Events: `restart` (another path should be looked for), `problem` {message, silent} (empty: it is over;
 * silent: whether no packet comes through).
 */

import { emit } from "./events.js";
import { pathProblem } from "./path-words.js";

const SET_UP = 8_000; // milliseconds in which a first path is found almost everywhere
const SILENCE = 2_000; // then a path that worked is looked for anew
const DEAF = 3_000; // a gateway is dead, which browsers themselves notice after seven seconds
const TOLD_AFTER = 4_000;
const APART = 5_000; // between two wishes for a restart
const ANSWERED = 3_000; // by then a TURN server that was asked again has answered
const NO_ANSWER = 701; // not a TURN server's word, and each address that is tried tells it

/** The path of one peer connection after the other. */
export class RtcPath extends EventTarget {
  worked = false; // whether packets have come through since it began
  relays = false; // whether there is a TURN server, as from step 3 on
  /** @type {import("./ice-servers.js").Relay} */ relay = ""; // as the page's address asks for
  /** @type {import("./media-way.js").Way | null} */ way = null; // through a gateway, in step 4
  /** @type {import("./path-words.js").Contact} */ #contact = null;
  /** @type {import("./path-words.js").Contact} */ #before = null; // when it was last asked
  #restartedAt = Number.NEGATIVE_INFINITY;
  #goodAt = 0;
  #heardAt = 0;
  #unanswered = false;
  #counted = { sent: 0, received: 0 };
  #askedAt = Number.NEGATIVE_INFINITY;
  #problem = "";

  /** A new peer connection begins to look for its path. @param {number} now */
  begin(now) {
    this.#goodAt = now;
    this.#unanswered = false;
    this.worked = false;
    this.#contact = this.#before = null;
  }

  /**
   * Takes what has gone each way so far. Whoever sends media is answered all the time (RTCP).
   * @param {number} now @param {{ sent: number, received: number }} counted
   */
  count(now, counted) {
    const { sent, received } = this.#counted;
    this.#unanswered = counted.sent !== sent && counted.received === received;
    if (!this.#unanswered) this.#heardAt = now;
    this.#counted = counted;
  }

  /** The servers are asked again: what they said holds until they can have answered. @param {number} now */
  restarted(now) {
    this.#before = this.#contact;
    this.#contact = null;
    this.#restartedAt = now;
  }

  /** A TURN server relays for us. */
  relayed() {
    this.#contact = "relays";
  }

  /** A server has not helped. @param {number} code of its error */
  refused(code) {
    if (this.#isUnanswered) this.#contact = code;
  }

  get #isUnanswered() {
    return this.#contact === null || this.#contact === NO_ANSWER;
  }

  /**
   * To be called a few times a second.
   * @param {number} now @param {RTCPeerConnectionState} state
   */
  tick(now, state) {
    const heardAt = this.way && this.worked && this.#unanswered ? this.#heardAt : now;
    if (state === "connected" && now - heardAt <= DEAF) {
      this.#goodAt = now;
      this.worked = true;
      this.#tell("");
      return;
    }
    const silence = now - Math.min(this.#goodAt, heardAt);
    if (state === "failed" || silence > (this.worked ? SILENCE : SET_UP)) this.#ask(now);
    if (silence > (this.worked ? TOLD_AFTER : SET_UP)) {
      const { worked, relays, relay, way } = this;
      const isAsked = this.#isUnanswered && now - this.#restartedAt < ANSWERED;
      const contact = isAsked ? this.#before : this.#contact;
      this.#tell(pathProblem({ worked, relays, relay, way, contact }));
    }
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
    emit(this, "problem", { message, silent: message !== "" });
  }
}
