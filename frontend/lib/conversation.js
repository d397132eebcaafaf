/**
 * One stay in a room, from the wish to join until its end: signalling, media path and screen.
 *
 * Events: `welcome` (the server's message), `refused` {field, message} and `bye` {reason,
 * message}, after either of which it is over.
 */

import { announcement } from "./announcements.js";
import { attend } from "./beside.js";
import { connect } from "./call-media.js";
import { openDevices } from "./device-question.js";
import { emit, on } from "./events.js";
import { OwnMedia } from "./own-media.js";
import { socketAddress } from "./page.js";
import { EMPTY_ROOM, others, reduce } from "./room-store.js";
import { sentenceOf, textOf } from "./sentence.js";
import { Signaling } from "./signaling.js";
import { words } from "./words.js";

/** @typedef {import("./room-store.js").Message} Message */
/** @typedef {import("./call-media.js").MediaPath} MediaPath */

/**
 * @typedef {object} Around
 * @property {import("./shell.js").Shell} shell
 * @property {import("./elements/room.js").CallRoom} screen
 * @property {import("./devices.js").Devices} devices
 */

/** @typedef {Around & import("./call-media.js").StepParts} ConversationParts */

/** @typedef {{ room: string, name: string, view: boolean, token?: string }} Wish */

/** You, in a room. */
export class Conversation extends EventTarget {
  #signaling = new Signaling(socketAddress(location.href, "/ws"));
  /** @type {MediaPath | null} */ #media = null;
  #room = EMPTY_ROOM;
  #ended = false;

  /** @param {ConversationParts} parts @param {Wish} wish */
  constructor(parts, wish) {
    super();
    this.parts = parts;
    this.wish = wish;
    this.own = new OwnMedia({ ...parts, ...wish, signaling: this.#signaling });
    on(this.#signaling, "message", (message) => this.#receive(message));
    on(this.#signaling, "lost", (lost) => this.#lost(lost));
    on(this.#signaling, "refused", (error) => this.#end("refused", error));
    on(this.#signaling, "bye", (bye) => this.#end("bye", bye));
    on(parts.screen, "unread", () => this.#entitle());
    on(parts.screen, "aloud", (sentence) => parts.shell.announcer.say(sentence));
    attend({ ...parts, signaling: this.#signaling });
  }

  /** Joins as soon as the devices are open. */
  async join() {
    const { screen, devices, createMedia } = this.parts;
    this.#setState("joining");
    const local = await openDevices(devices, screen.stage, this.wish.name);
    if (this.#ended) return;
    screen.stage.note = words.call.joining(this.wish.room);
    const url = socketAddress(location.href, "/media");
    const [{ shared }, { view }] = [this.own, this.wish];
    const { relay, key } = devices.page;
    this.#media = createMedia({ url, local, shared, view, relay, signaling: this.#signaling });
    connect(this.#media, screen);
    this.own.listen(local);
    this.#signaling.join({ ...this.wish, ...devices.sent, key });
  }

  /** Looks for the server at once: the network is back. */
  retryNow() {
    this.#signaling.retryNow();
  }

  /** Leaves the room on purpose. */
  leave() {
    this.#signaling.leave();
    this.#end("bye", { reason: this.#room.you === null ? "unjoined" : "left", message: "" });
  }

  /** @param {Message} message */
  #receive(message) {
    const { shell, screen } = this.parts;
    shell.announcer.say(announcement(this.#room, message));
    this.#room = reduce(this.#room, message);
    if (message.type === "welcome") this.#welcome(message);
    if (message.type === "error")
      screen.notices.tell("error", sentenceOf(/** @type {any} */ (message)));
    screen.update(this.#room);
    this.#entitle();
  }

  /** @param {Message} welcome */
  #welcome(welcome) {
    const { shell, screen } = this.parts;
    screen.notices.show("error"); // what still holds is told again
    if (shell.state === "reconnecting") shell.announcer.say(words.call.connectedAgain);
    this.#setState("live");
    this.#calm();
    this.#media?.start(welcome);
    this.own.reset();
    emit(this, "welcome", welcome);
  }

  /** @param {{ attempt: number, message: string }} lost */
  #lost({ attempt, message }) {
    const { shell, screen } = this.parts;
    const { noAnswer, lost, lostAloud, tryingAgain } = words.call;
    const why = message && textOf(sentenceOf({ code: "server_full", message }));
    if (shell.state === "joining") screen.stage.note = tryingAgain(why || noAnswer);
    else this.#setState("reconnecting");
    shell.banner.text = shell.state === "reconnecting" ? tryingAgain(why || lost) : "";
    // The first attempt comes at once and usually helps: nobody need be alarmed before it fails.
    if (attempt === 1) shell.announcer.warn(lostAloud);
  }

  #calm() {
    const { banner, announcer } = this.parts.shell;
    banner.text = "";
    announcer.calm();
  }

  /** @param {"refused" | "bye"} how @param {object} detail */
  #end(how, detail) {
    if (this.#ended) return;
    this.#ended = true;
    this.#calm();
    this.own.stop();
    this.#media?.close();
    this.#signaling.close();
    emit(this, how, detail);
  }

  /** @param {import("./page.js").CallState} state */
  #setState(state) {
    this.parts.shell.enter(state, this.wish.room);
    this.#entitle();
  }

  #entitle() {
    const { shell, screen } = this.parts;
    const count = others(this.#room).length;
    shell.entitle({ room: this.wish.room, others: count, unread: screen.reading.unread });
  }
}
