/**
 * What was said to the room and not yet heard from it: after a loss it is said again. [pure]
 *
 * A WebSocket takes what is written into it long after the network behind it has died. So a line of
 * chat, or a raised hand, has been said once it comes back as an event. Whoever was away first hears
 * all that was missed: what is not in it never came to the server.
 */

import { EMPTY_ROOM, reduce, yourself } from "./room-store.js";

/** @typedef {import("./room-store.js").Message} Message */

const MOST = 20; // at once, well below the messages that a server takes in a burst

/** A participant's messages that are still to be heard. */
export class Unheard {
  /** @type {Message[]} */ #said = [];
  #room = EMPTY_ROOM;
  #heard = 0; // the number of the last event
  #awaited = 0; // that of the last one at the welcome
  #returning = false;

  /** The line that the server has just refused, if it was one. */
  refused = "";

  /** Whether no more can be kept. */
  get full() {
    return this.#said.length >= MOST;
  }

  /** The lines of chat among them, oldest first. */
  get lines() {
    return this.#said.filter(({ type }) => type === "chat").map(({ text }) => String(text));
  }

  /** Whether your hand is raised, as far as the room has told. */
  get handRaised() {
    return yourself(this.#room)?.hand_raised_at != null;
  }

  /** Keeps a message that was sent; of a hand, only what was wanted last. @param {Message} message */
  say(message) {
    if (message.type === "hand") this.#forget("hand");
    this.#said.push(message);
  }

  /** Takes in a message of the server; what is to be said again. @param {Message} message @returns {Message[]} */
  hear(message) {
    const { you } = this.#room;
    const raised = this.handRaised;
    this.refused = "";
    this.#room = reduce(this.#room, message);
    if (message.type === "welcome") this.#welcome(message, you, raised);
    else if (message.type === "error") this.#refused(message);
    else this.#event(message);
    if (this.handRaised === this.#wantedHand) this.#forget("hand");
    if (!this.#returning || this.#heard < this.#awaited) return [];
    this.#returning = false;
    return [...this.#said];
  }

  /** @param {Message} welcome @param {number | null} before who you were @param {boolean} raised your hand was */
  #welcome({ participants, chat, event }, before, raised) {
    this.#returning = true;
    this.#awaited = event;
    if (participants === null) return; // the missed events follow
    for (const line of chat) if (line.event > this.#heard && line.id === before) this.#echo();
    this.#heard = event;
    if (raised && this.#wantedHand === undefined) this.say({ type: "hand", raised });
  }

  /** @param {Message} event */
  #event({ type, id, event }) {
    if (event) this.#heard = event;
    if (type === "chat" && id === this.#room.you) this.#echo();
  }

  /** What the server does not take is told, and not said again. @param {Message} error */
  #refused({ code, field }) {
    if (code === "forbidden") this.#said = [];
    else if (field === "text") this.refused = this.#echo();
  }

  /** The oldest line: they are answered in the order in which they were said. */
  #echo() {
    const oldest = this.#said.findIndex(({ type }) => type === "chat");
    return oldest < 0 ? "" : this.#said.splice(oldest, 1)[0].text;
  }

  get #wantedHand() {
    return this.#said.find(({ type }) => type === "hand")?.raised;
  }

  /** @param {string} kind */
  #forget(kind) {
    this.#said = this.#said.filter(({ type }) => type !== kind);
  }
}
