/**
 * The media path of step 1: recorded chunks up one WebSocket, everybody else's chunks down it.
 *
 * Of the events in call-media.js it has all but routes.
 */

import { playAloud } from "./autoplay.js";
import { ChunkReport } from "./chunk-report.js";
import { ChunkScreen } from "./chunk-screen.js";
import { paceFor } from "./crowd.js";
import { emit, on } from "./events.js";
import { MediaSocket } from "./media-socket.js";
import { Publisher } from "./publisher.js";
import { tileOf } from "./publishers.js";
import { Receiver } from "./receiver.js";
import { sentenceOf } from "./sentence.js";
import { Ticker } from "./ticker.js";

/** @typedef {import("./sentence.js").Sentence} Sentence */

const TICK = 250;
const TICKS_PER_REPORT = 4;
const TICKS_PER_STAMP = 2;
const ANEW_AT_MOST_EVERY = 5_000;

/** Media between this browser and a room. */
export class ChunkMedia extends EventTarget {
  #socket;
  /** @type {Publisher | null} */ #publisher = null;
  #screen;
  /** @type {Map<import("./call-media.js").TileId, Receiver>} */ #receivers = new Map();
  #report;
  #ticker = new Ticker(TICK, () => this.#tick());
  #ticks = 0;
  #anewAt = Number.NEGATIVE_INFINITY;

  /** @param {import("./call-media.js").MediaOptions} options */
  constructor({ url, local, shared, view, signaling }) {
    super();
    this.local = local;
    this.#report = new ChunkReport(local, signaling);
    this.#socket = new MediaSocket(url);
    const options = {
      rotate: new URLSearchParams(location.search).get("rotation") === "1",
      onProblem: (/** @type {Sentence} */ message) => emit(this, "problem", { message }),
      onRefused: (/** @type {boolean} */ refused) => emit(this, "refused", { refused }),
    };
    if (!view) this.#publisher = new Publisher(this.#socket, local, options);
    this.#screen = new ChunkScreen(url, shared, options);
    on(this.#socket, "start", (start) => this.#receiver(start)?.begin(start));
    on(this.#socket, "chunk", (chunk) => this.#receiver(chunk)?.push(chunk.bytes));
    on(this.#socket, "stop", (stop) => this.#receiver(stop)?.end());
    on(this.#socket, "fan_out", (bill) => this.#report.take(bill));
    on(this.#socket, "error", (error) => this.#complain(error));
  }

  /** Begins, or goes on, as the participant whom the server welcomed. @param {import("./room-store.js").Message} welcome */
  start({ token }) {
    this.#socket.attach(token);
    this.#screen.start(token);
  }

  /** Shows a participant's media. @param {import("./call-media.js").TileId} id @param {HTMLVideoElement} video */
  attach(id, video) {
    this.detach(id);
    const receiver = new Receiver(video);
    this.#receivers.set(id, receiver);
    for (const type of ["state", "latency", "numbers", "problem"]) {
      on(receiver, type, (detail) => emit(this, type, { id, ...detail }));
    }
    on(receiver, "blocked", (detail) => emit(this, "autoplay-blocked", detail));
    this.#adapt();
  }

  /** Ends the showing of a participant's media. @param {import("./call-media.js").TileId} id */
  detach(id) {
    this.#receivers.get(id)?.close();
    this.#receivers.delete(id);
    this.#adapt();
  }

  /** Plays everybody with sound; to be called while somebody clicks. */
  playAll() {
    for (const { video } of this.#receivers.values()) playAloud(video);
  }

  /** Ends everything. */
  close() {
    this.#ticker.stop();
    this.#publisher?.close();
    this.#screen.close();
    this.#socket.close();
    for (const id of [...this.#receivers.keys()]) this.detach(id);
  }

  #receiver(/** @type {{ publisher: number }} */ { publisher }) {
    return this.#receivers.get(tileOf(publisher));
  }

  /** @param {{ code: string, message: string }} error */
  #complain(error) {
    // The chunks that were on their way when the room was full are refused one by one.
    if (this.#publisher?.refused) return;
    if (error.code === "too_many_publishers") this.#publisher?.refuse();
    emit(this, "problem", { message: sentenceOf(error) });
  }

  #tick() {
    const now = performance.now();
    this.#publisher?.tick(now);
    this.#screen.tick(now);
    for (const receiver of this.#receivers.values()) receiver.tick(now);
    this.#repair(now);
    this.#ticks += 1;
    if (this.#ticks % TICKS_PER_STAMP === 0) this.#readStamp();
    if (this.#ticks % TICKS_PER_REPORT === 0) this.#tellNumbers(now);
  }

  /**
   * Media without their start are of no use, and only a new attachment brings it again. They miss
   * it when they ran ahead of the news of who sends them, or after an error.
   * @param {number} now
   */
  #repair(now) {
    const misses = [...this.#receivers.values()].some(({ missesStart }) => missesStart);
    if (!misses || now - this.#anewAt < ANEW_AT_MOST_EVERY) return;
    this.#anewAt = now;
    this.#socket.reattach();
  }

  /** Reads one tile's stamp at a time: the more there are, the less often each. */
  #readStamp() {
    const receivers = [...this.#receivers.values()];
    receivers[(this.#ticks / TICKS_PER_STAMP) % receivers.length]?.readStamp();
  }

  #adapt() {
    const { frames, apart } = paceFor(this.#receivers.size);
    this.local.limitFrameRate(frames);
    this.#publisher?.spread(apart);
  }

  /** @param {number} now */
  #tellNumbers(now) {
    for (const receiver of this.#receivers.values()) receiver.report(now);
    const rows = this.#report.rows(now, this.#publisher, this.#screen.sent);
    emit(this, "own-numbers", { rows });
  }
}
