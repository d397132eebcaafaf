/**
 * The WebSocket of step 1's media (polycloud.chunks.v1), which comes back whenever it is lost.
 *
 * Events: `attached`, `start` and `stop` (of a publisher), `chunk` {publisher, bytes}, `refresh`,
 * `fan_out`, `error` {code, message}.
 */

import { emit } from "./events.js";
import { reconnectDelay } from "./reconnect.js";

const PROTOCOL = "polycloud.chunks.v1";
const SILENCE_LIMIT = 6_000; // the server says something each second
const PROVEN = 5_000; // a connection that lived so long was good
const REPLACED = 4000;
const UNKNOWN_TOKEN = 4001;

/** A participant's media connection, which outlives its WebSockets. */
export class MediaSocket extends EventTarget {
  /** @type {WebSocket | null} */ #socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retry;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #patience;
  #token = "";
  #attempt = 0;
  #attachedAt = 0;
  /** Whether media can be sent. */
  attached = false;

  /** @param {string} url @param {{ screen?: boolean }} [options] whether it brings a shared screen */
  constructor(url, { screen = false } = {}) {
    super();
    this.url = url;
    this.screen = screen;
  }

  /** Attaches as the participant with this token; nothing happens if that is so already. @param {string} token */
  attach(token) {
    if (token === this.#token && this.#socket) return;
    this.#token = token;
    this.#attempt = 0;
    this.reattach();
  }

  /** Begins anew: every publisher's media will start from an init segment. */
  reattach() {
    this.#drop();
    const socket = new WebSocket(this.url, PROTOCOL);
    socket.binaryType = "arraybuffer";
    const attach = { type: "attach", token: this.#token, screen: this.screen };
    socket.onopen = () => this.#tell(socket, attach);
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = ({ code }) => this.#lost(code);
    this.#socket = socket;
    this.#wait();
  }

  /** Sends a message or a chunk; false while there is no connection. @param {object | Uint8Array<ArrayBuffer>} message */
  send(message) {
    if (!this.#socket || !this.attached) return false;
    if (message instanceof Uint8Array) this.#socket.send(message);
    else this.#tell(this.#socket, message);
    return true;
  }

  /** The bytes that still wait to be sent. */
  get waiting() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** Ends the connection for good. */
  close() {
    this.#token = "";
    this.#drop();
  }

  /** @param {WebSocket} socket @param {object} message */
  #tell(socket, message) {
    socket.send(JSON.stringify(message));
  }

  #drop() {
    clearTimeout(this.#retry);
    clearTimeout(this.#patience);
    const socket = this.#socket;
    this.#socket = null;
    this.attached = false;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {number} code of the close; 0 if the server fell silent */
  #lost(code) {
    if (this.attached && performance.now() - this.#attachedAt > PROVEN) this.#attempt = 0;
    this.#drop();
    // Replaced or unknown: only a new welcome can help.
    if (code === REPLACED || code === UNKNOWN_TOKEN) return;
    const delay = reconnectDelay(this.#attempt, Math.random());
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.reattach(), delay);
  }

  #wait() {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#lost(0), SILENCE_LIMIT);
  }

  /** @param {string | ArrayBuffer} data */
  #hear(data) {
    this.#wait();
    if (data instanceof ArrayBuffer) {
      const publisher = new DataView(data).getUint32(0);
      emit(this, "chunk", { publisher, bytes: new Uint8Array(data, 4) });
      return;
    }
    const message = JSON.parse(data);
    if (message.type === "attached") {
      this.attached = true;
      this.#attachedAt = performance.now();
    }
    if (message.code === "expired") return; // the welcome that helps comes by itself
    emit(this, message.type, message);
  }
}
