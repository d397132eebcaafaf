/**
 * The media path of step 1: recorded chunks up one WebSocket, everybody else's chunks down it.
 *
 * Events: `state` {id, state}, `latency` {id, ms}, `numbers` {id, rows}, `own-numbers` {rows},
 * `problem` {message, id?}, `autoplay-blocked` (call `playAll` from a click).
 */

import { playAloud } from "./autoplay.js";
import { Meter, ownRows } from "./chunk-numbers.js";
import { paceFor } from "./crowd.js";
import { emit, on } from "./events.js";
import { MediaSocket } from "./media-socket.js";
import { Publisher } from "./publisher.js";
import { Receiver } from "./receiver.js";
import { Ticker } from "./ticker.js";

/** @typedef {import("./local-media.js").LocalMedia} LocalMedia */
/** @typedef {{ url: string, local: LocalMedia, view: boolean }} ChunkMediaOptions */

const TICK = 250;
const TICKS_PER_REPORT = 4;
const TICKS_PER_STAMP = 2;
const ANEW_AT_MOST_EVERY = 5_000;

/** Media between this browser and a room. */
export class ChunkMedia extends EventTarget {
  #socket;
  /** @type {Publisher | null} */ #publisher = null;
  /** @type {Map<import("./call-media.js").TileId, Receiver>} */ #receivers = new Map();
  /** @type {import("./chunk-numbers.js").FanOut | null} */ #fanOut = null;
  #ticker = new Ticker(TICK, () => this.#tick());
  #ticks = 0;
  #bytes = new Meter();
  #chunks = new Meter();
  #anewAt = Number.NEGATIVE_INFINITY;

  /** @param {ChunkMediaOptions} options */
  constructor({ url, local, view }) {
    super();
    this.local = local;
    this.#socket = new MediaSocket(url);
    const rotate = new URLSearchParams(location.search).get("rotation") === "1";
    const onProblem = (/** @type {string} */ message) => emit(this, "problem", { message });
    if (!view) this.#publisher = new Publisher(this.#socket, local, { rotate, onProblem });
    on(this.#socket, "start", (start) => this.#receivers.get(start.publisher)?.begin(start));
    on(this.#socket, "chunk", ({ publisher, bytes }) =>
      this.#receivers.get(publisher)?.push(bytes),
    );
    on(this.#socket, "stop", ({ publisher }) => this.#receivers.get(publisher)?.end());
    on(this.#socket, "fan_out", (bill) => {
      this.#fanOut = bill;
    });
    on(this.#socket, "error", (error) => this.#complain(error));
  }

  /** Begins, or goes on, as the participant whom the server welcomed. @param {import("./room-store.js").Message} welcome */
  start({ token }) {
    this.#socket.attach(token);
  }

  /** Shows a participant's media. @param {import("./call-media.js").TileId} id @param {HTMLVideoElement} video */
  attach(id, video) {
    this.detach(id);
    const receiver = new Receiver(video);
    this.#receivers.set(id, receiver);
    for (const type of ["state", "latency", "numbers", "problem"]) {
      on(receiver, type, (detail) => emit(this, type, { id, ...detail }));
    }
    on(receiver, "blocked", () => emit(this, "autoplay-blocked"));
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
    this.#socket.close();
    for (const id of [...this.#receivers.keys()]) this.detach(id);
  }

  /** @param {{ code: string, message: string }} error */
  #complain({ code, message }) {
    // The chunks that were on their way when the room was full are refused one by one.
    if (this.#publisher?.refused) return;
    if (code === "too_many_publishers") this.#publisher?.refuse();
    emit(this, "problem", { message });
  }

  #tick() {
    const now = performance.now();
    this.#publisher?.tick(now);
    for (const receiver of this.#receivers.values()) receiver.tick(now);
    this.#repair(now);
    this.#ticks += 1;
    if (this.#ticks % TICKS_PER_STAMP === 0) this.#readStamp();
    if (this.#ticks % TICKS_PER_REPORT === 0) this.#report(now);
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
  #report(now) {
    for (const receiver of this.#receivers.values()) receiver.report(now);
    const { bytes = 0, chunks = 0, epoch = 0, bitrate = 0 } = this.#publisher ?? {};
    const rows = ownRows({
      bitrate: 8 * this.#bytes.rate(now, bytes),
      chunks: Math.round(this.#chunks.rate(now, chunks)),
      epoch,
      limit: bitrate,
      fanOut: this.#fanOut,
    });
    emit(this, "own-numbers", { rows });
  }
}
