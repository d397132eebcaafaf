/** One WebSocket to the server: JSON messages, pings answered at once, silence noticed. */

/** @typedef {import("./room-store.js").Message} Message */

/**
 * @typedef {object} LineEvents
 * @property {() => void} onOpen
 * @property {(message: Message) => void} onMessage any message but ping
 * @property {() => void} onLost the WebSocket closed, or the server fell silent
 */

// The server pings every 10 s: whoever hears nothing for longer hears nothing at all.
const SILENCE_LIMIT = 16_000;
const ANSWER_LIMIT = 3_000; // it answers within half a second, and the way there and back
const FAREWELL = 1_000;

/** A connection that is either open or lost, once. */
export class Line {
  /** Milliseconds to here and back, as the server measured them last. @type {number | null} */
  roundTrip = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #patience;

  /** @param {WebSocket} socket @param {LineEvents} events */
  constructor(socket, events) {
    this.socket = socket;
    this.events = events;
    socket.onopen = () => events.onOpen();
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    socket.onclose = () => this.#lose();
    this.#wait();
  }

  /** @param {Message} message */
  send(message) {
    this.socket.send(JSON.stringify(message));
  }

  /** Whether it is open; then it is lost unless the server answers soon. */
  probe() {
    const isOpen = this.socket.readyState === 1;
    if (isOpen) {
      this.send({ type: "pong", sent: 0 }); // to no ping: so one comes at once
      this.#wait(ANSWER_LIMIT);
    }
    return isOpen;
  }

  /** Closes the WebSocket; nothing is heard of it again. */
  drop() {
    this.#deafen();
    this.socket.close();
  }

  /** Says a last word, and leaves the closing to the server, which so has surely read it. @param {Message} message */
  finish(message) {
    this.#deafen();
    this.send(message);
    setTimeout(() => this.socket.close(), FAREWELL);
  }

  #deafen() {
    clearTimeout(this.#patience);
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
  }

  #wait(limit = SILENCE_LIMIT) {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#lose(), limit);
  }

  #lose() {
    this.drop();
    this.events.onLost();
  }

  /** @param {Message} message */
  #hear(message) {
    this.#wait();
    if (message.type === "ping") this.#answer(message);
    else this.events.onMessage(message);
  }

  /** @param {Message} ping */
  #answer({ sent, round_trip }) {
    this.roundTrip = round_trip;
    this.send({ type: "pong", sent });
  }
}
