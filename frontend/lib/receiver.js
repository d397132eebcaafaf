/**
 * One publisher as this browser receives them: a player, and what there is to tell about it.
 *
 * Events: `state` {state}, `latency` {ms, or null}, `numbers` {rows, bitrate, rating}, `problem` {message},
 * `blocked` {held}.
 */

import { tileRows } from "./chunk-numbers.js";
import { codecsIn } from "./codecs.js";
import { emit, on } from "./events.js";
import { Meter } from "./growth.js";
import { Stalls } from "./media-quality.js";
import { Player } from "./player.js";

/** @typedef {import("./append-queue.js").Start & { epoch: number, reason: string }} Start */

const GIVE_UP_AFTER = 3; // failures without one picture

/** The receiving side of one tile. */
export class Receiver extends EventTarget {
  #player;
  #misses = false;
  #failures = 0;
  #epoch = 0;
  #mime = "";
  #skipped = 0;
  #received = 0;
  /** @type {number | null} */ #latency = null;
  #bytes = new Meter();
  #frames = new Meter();
  #stalls = new Stalls();
  #listening = new AbortController();

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    super();
    this.video = video;
    this.#player = this.#play();
    const { signal } = this.#listening;
    const listen = (/** @type {string} */ type, /** @type {(now: number) => void} */ hear) =>
      video.addEventListener(type, () => hear(performance.now()), { signal });
    listen("playing", (now) => this.#stalls.plays(now));
    listen("waiting", (now) => this.#stalls.waits(now));
    listen("emptied", () => this.#stalls.ends());
  }

  /** Whether media come that cannot be played for want of their start. */
  get missesStart() {
    return this.#misses && this.#failures < GIVE_UP_AFTER;
  }

  /** Announces that an init segment follows. @param {Start} start */
  begin(start) {
    this.#misses = false;
    this.#epoch = start.epoch;
    this.#mime = start.mime;
    if (start.reason === "skipped") this.#skipped += 1;
    this.#player.begin(start);
  }

  /** Takes the next bytes. @param {Uint8Array<ArrayBuffer>} bytes */
  push(bytes) {
    this.#received += bytes.length;
    this.#misses = !this.#player.push(bytes);
  }

  /** The publisher stopped: the tile waits for the next start. */
  end() {
    this.#player.close();
    this.#tellLatency(null);
    this.#player = this.#play();
  }

  /** To be called a few times a second. @param {number} now */
  tick(now) {
    this.#player.tick(now);
  }

  /** Measures the latency of the next picture. */
  readStamp() {
    this.#player.readStamp();
  }

  /** Tells the numbers of the last second. @param {number} now */
  report(now) {
    const { video } = this;
    const bitrate = 8 * this.#bytes.rate(now, this.#received);
    const rows = tileRows({
      gap: this.#player.gap,
      reserve: this.#player.reserve,
      latency: this.#latency,
      down: bitrate,
      width: video.videoWidth,
      height: video.videoHeight,
      frameRate: this.#frames.rate(now, video.getVideoPlaybackQuality().totalVideoFrames),
      codecs: codecsIn(this.#mime),
      epoch: this.#epoch,
      skipped: this.#skipped,
    });
    emit(this, "numbers", { rows, bitrate, rating: this.#stalls.rate(now) });
  }

  /** Ends the playing. */
  close() {
    this.#listening.abort();
    this.#player.close();
  }

  #play() {
    const player = new Player(this.video);
    on(player, "state", ({ state }) => {
      if (state === "live") this.#failures = 0;
      else this.#tellLatency(null); // of a picture that is not the last any more
      emit(this, "state", { state });
    });
    on(player, "latency", ({ ms }) => this.#tellLatency(ms));
    on(player, "blocked", (detail) => emit(this, "blocked", detail));
    on(player, "broken", ({ message, again }) => {
      this.#failures = again ? this.#failures + 1 : GIVE_UP_AFTER;
      emit(this, "problem", { message });
    });
    return player;
  }

  /** @param {number | null} ms */
  #tellLatency(ms) {
    this.#latency = ms;
    emit(this, "latency", { ms });
  }
}
