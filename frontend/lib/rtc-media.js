/**
 * The media path of step 2: RTP packets on one peer connection with the server.
 *
 * It has all the events in call-media.js.
 */

import { playAloud } from "./autoplay.js";
import { emit, on } from "./events.js";
import { RtcConnection } from "./rtc-connection.js";
import { putOnLines } from "./rtc-lines.js";
import { RtcReceiver } from "./rtc-receiver.js";
import { RtcReport } from "./rtc-report.js";
import { Seen } from "./seen.js";
import { Ticker } from "./ticker.js";

/** @typedef {import("./call-media.js").TileId} TileId */

const TICK = 250;
const TICKS_PER_REPORT = 4;
const TICKS_PER_STAMP = 2;

/** Media between this browser and a room. */
export class RtcMedia extends EventTarget {
  /** @type {RtcConnection} */ #connection;
  /** @type {Map<TileId, RtcReceiver>} */ #receivers = new Map();
  /** @type {Map<string, MediaStream>} */ #streams = new Map(); // the server names them as the tiles
  #report;
  #seen = new Seen(() => this.#tellSeen());
  #ticker = new Ticker(TICK, () => this.#tick());
  #ticks = 0;
  #node = ""; // the one that holds the room, in step 4

  /** @param {import("./call-media.js").MediaOptions} options */
  constructor({ local, shared, view, relay, signaling }) {
    super();
    this.signaling = signaling;
    this.#report = new RtcReport({ local, shared, view });
    const connection = new RtcConnection(signaling, relay, async (pc) => {
      if (!view) await putOnLines(pc, local.stream, shared.track);
    });
    this.#connection = connection;
    on(connection, "begun", () => this.#beginAnew());
    on(connection, "stream", ({ stream }) => this.#receive(stream));
    on(connection, "problem", (problem) => emit(this, "problem", problem));
    on(signaling, "message", (message) => this.#hear(message));
    on(local, "track", () => connection.putTracksAnew());
    on(shared, "change", () => connection.putTracksAnew());
  }

  /** The server makes an offer by itself, or goes on; what is in view it may have missed.
   * @param {import("./room-store.js").Message} welcome */
  start(welcome) {
    this.#node = welcome.way?.node ?? "";
    this.#tellSeen();
  }

  /** Shows a participant's media, or their screen. @param {TileId} id @param {HTMLVideoElement} video */
  attach(id, video) {
    this.detach(id);
    const isScreen = typeof id === "string";
    const receiver = new RtcReceiver(video, { mayStand: isScreen });
    this.#receivers.set(id, receiver);
    for (const type of ["state", "latency", "numbers", "route"]) {
      on(receiver, type, (detail) => emit(this, type, { id, ...detail }));
    }
    on(receiver, "blocked", (detail) => emit(this, "autoplay-blocked", detail));
    this.#seen.add(id, video);
    const stream = this.#streams.get(String(id));
    if (stream) receiver.show(stream);
  }

  /** Ends the showing. @param {TileId} id */
  detach(id) {
    const receiver = this.#receivers.get(id);
    if (!receiver) return;
    this.#seen.remove(receiver.video);
    receiver.close();
    this.#receivers.delete(id);
  }

  /** Plays everybody with sound; to be called while somebody clicks. */
  playAll() {
    for (const { video } of this.#receivers.values()) playAloud(video);
  }

  /** Ends everything. */
  close() {
    this.#ticker.stop();
    this.#seen.close();
    this.#connection.close();
    for (const id of [...this.#receivers.keys()]) this.detach(id);
  }

  /** Whether there is a place is told again after each welcome, if there is none.
   * @param {import("./room-store.js").Message} message */
  #hear({ type, code }) {
    if (code === "too_many_publishers") emit(this, "refused", { refused: true });
    else if (type === "welcome" || code === "your_turn") emit(this, "refused", { refused: false });
  }

  #beginAnew() {
    this.#streams.clear();
    this.#tellSeen();
  }

  /** @param {MediaStream} stream */
  #receive(stream) {
    this.#streams.set(stream.id, stream);
    stream.addEventListener("removetrack", () => this.#forget(stream));
    for (const [id, receiver] of this.#receivers)
      if (String(id) === stream.id) receiver.show(stream);
  }

  /** Lets go of a stream whose owner has left. @param {MediaStream} stream */
  #forget(stream) {
    const isOver = !stream.getTracks().length && this.#streams.get(stream.id) === stream;
    if (isOver) this.#streams.delete(stream.id);
  }

  #tellSeen() {
    const { ids } = this.#seen;
    for (const [id, receiver] of this.#receivers) receiver.seen = ids.includes(id);
    this.signaling.send({ type: "visible", participants: ids });
  }

  #tick() {
    const now = performance.now();
    const receivers = [...this.#receivers.values()];
    for (const receiver of receivers) receiver.tick(now);
    this.#connection.tick(now);
    this.#ticks += 1;
    if (this.#ticks % TICKS_PER_STAMP === 0) {
      receivers[(this.#ticks / TICKS_PER_STAMP) % receivers.length]?.readStamp();
    }
    if (this.#ticks % TICKS_PER_REPORT === 0) this.#tellNumbers();
  }

  async #tellNumbers() {
    const stats = await this.#connection.stats();
    if (!stats) return;
    const now = performance.now();
    const path = this.#report.read(now, stats, this.#node);
    for (const receiver of this.#receivers.values()) receiver.report(now, stats, path);
    emit(this, "own-numbers", { rows: this.#report.rows });
    emit(this, "own-route", { route: path.route, node: path.node });
  }
}
