/**
 * A participant's signalling (polycloud.v1): joins, and joins again whenever the line is lost.
 *
 * Events: `message` (any but ping), `lost` {attempt, delay, message} when the connection is gone and
 * will be tried again, `refused` {code, field, message} by the server, `bye` {reason, message} at last.
 */

import { emit } from "./events.js";
import { Line } from "./line.js";
import { reconnectDelay } from "./reconnect.js";

/** @typedef {import("./room-store.js").Message} Message */

/**
 * What is asked for: the token is of the participant to come back as, the key of the invite link.
 * @typedef {{ room: string, name: string, view: boolean, microphone: boolean, camera: boolean,
 *   token?: string, key?: string }} JoinRequest
 */

// A connection that lived this long was good: the next loss starts at the foot of the ladder.
const PROVEN = 5_000;
const COME_BACK_AFTER = new Set(["shutdown", "error"]);

/** A participant's connection to the room, which outlives its WebSockets. */
export class Signaling extends EventTarget {
  /** @type {Line | null} */ #line = null;
  /** @type {JoinRequest | null} */ #request = null;
  /** @type {number | undefined} */ #lastEvent;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retry;
  #attempt = 0;
  #joinedAt = 0;
  #joined = false;

  /** @param {string} url @param {typeof WebSocket} Socket */
  constructor(url, Socket = WebSocket) {
    super();
    this.url = url;
    this.Socket = Socket;
  }

  /** Milliseconds to the server and back, if known. */
  get roundTrip() {
    return this.#line?.roundTrip ?? null;
  }

  /** Enters a room, and stays in it however often the line is lost. @param {JoinRequest} request */
  join(request) {
    this.close();
    this.#request = { ...request };
    this.#attempt = 0;
    this.#lastEvent = undefined;
    this.#connect();
  }

  /** What later joins say of your devices. @param {{ microphone: boolean, camera: boolean }} media */
  describe({ microphone, camera }) {
    if (this.#request) Object.assign(this.#request, { microphone, camera });
  }

  /** Sends a message; false while there is no connection. @param {Message} message */
  send(message) {
    if (this.#joined) this.#line?.send(message);
    return this.#joined;
  }

  /** Leaves the room on purpose. */
  leave() {
    if (this.#joined) {
      this.#line?.finish({ type: "leave" });
      this.#line = null;
    }
    this.close();
  }

  /** Ends the connection without a word: the server keeps the participant for a while. */
  close() {
    this.#request = null;
    this.#drop();
  }

  /** The network is back: tries at once, unless the line still answers. */
  retryNow() {
    if (!this.#request || this.#line?.probe()) return;
    this.#attempt = 0;
    this.#lost();
  }

  #connect() {
    this.#line = new Line(new this.Socket(this.url, "polycloud.v1"), {
      onOpen: () =>
        this.#line?.send({ type: "join", ...this.#request, last_event: this.#lastEvent }),
      onMessage: (message) => this.#receive(message),
      onLost: () => this.#lost(),
    });
  }

  #lost(message = "") {
    if (this.#joined && performance.now() - this.#joinedAt > PROVEN) this.#attempt = 0;
    this.#drop();
    const attempt = this.#attempt++;
    const delay = reconnectDelay(attempt, Math.random());
    this.#retry = setTimeout(() => this.#connect(), delay);
    emit(this, "lost", { attempt, delay, message });
  }

  #drop() {
    clearTimeout(this.#retry);
    this.#joined = false;
    this.#line?.drop();
    this.#line = null;
  }

  /** @param {Message} message */
  #receive(message) {
    if (message.type === "bye") return this.#bye(message);
    if (message.type === "error" && !this.#joined) return this.#refused(message);
    if (message.type === "welcome") this.#welcome(message);
    else if (message.event) this.#lastEvent = message.event;
    emit(this, "message", message);
  }

  /** @param {Message} message */
  #welcome({ token, participants, event }) {
    this.#joined = true;
    this.#joinedAt = performance.now();
    if (this.#request) this.#request.token = token;
    // Without participants the missed events follow, and each brings its number.
    if (participants !== null) this.#lastEvent = event;
  }

  /** @param {Message} message */
  #bye(message) {
    if (COME_BACK_AFTER.has(message.reason)) return; // the close that follows starts the ladder
    this.close();
    emit(this, "bye", message);
  }

  /** @param {Message} message */
  #refused(message) {
    if (message.code === "expired" && this.#request?.token) {
      this.#request.token = undefined; // come in as somebody new
      this.#lost();
    } else if (message.code === "server_full" && this.#request?.token) {
      this.#lost(message.message); // who was in the call already waits for a place
    } else {
      this.close();
      emit(this, "refused", message);
    }
  }
}
