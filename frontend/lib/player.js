/**
 * Plays one publisher's media in a tile, close to the live edge.
 *
 * Events: `state` {state}, `latency` {ms, or null}, `broken` {message, again} (a new start
 * may help), `blocked` {held} (until a click).
 */

import { playOrMute } from "./autoplay.js";
import { emit } from "./events.js";
import { LiveEdge } from "./live-edge.js";
import { MediaPipe } from "./media-pipe.js";
import { Motion } from "./motion.js";
import { StampReader } from "./stamp-reader.js";

/** @typedef {"waiting" | "live" | "frozen"} PlayerState */

const SETTLING = 1_500; // a stall right after a start teaches nothing
const ROUNDING = 0.01; // seconds by which a browser may miss the time it was told
const STUCK_AFTER = 150; // once dry, Chromium waits for ever more media: a jump ends that

/** A video element that follows a live stream. */
export class Player extends EventTarget {
  /** @type {PlayerState} */ state = "waiting";
  #edge = new LiveEdge();
  #pipe;
  #stamps;
  #motion = new Motion();
  #waitingSince = Number.POSITIVE_INFINITY;
  #startedAt = 0;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    super();
    this.video = video;
    this.#pipe = new MediaPipe(video, {
      beforeAppend: () => this.#arriving(performance.now()),
      onOpen: () => this.play(),
      onBroken: (message, again) => emit(this, "broken", { message, again }),
    });
    this.#stamps = new StampReader(video, { onLatency: (ms) => emit(this, "latency", { ms }) });
    video.addEventListener("waiting", this.#onWaiting);
    video.addEventListener("playing", this.#onPlaying);
    video.addEventListener("loadeddata", this.#onPicture);
  }

  /** Announces that an init segment follows. @param {import("./append-queue.js").Start} start */
  begin(start) {
    this.#startedAt = performance.now();
    this.#pipe.begin(start);
  }

  /** Takes the next bytes; false if they lack their start. @param {Uint8Array<ArrayBuffer>} bytes */
  push(bytes) {
    return this.#pipe.push(bytes);
  }

  /** The seconds of media between the picture and the newest byte. */
  get gap() {
    const stretch = this.#pipe.stretch;
    return stretch ? stretch.to - this.video.currentTime : 0;
  }

  /** What is kept in reserve against the next stall, in seconds. */
  get reserve() {
    return this.#edge.reserve;
  }

  /** Plays, with sound if the browser lets it. */
  play() {
    return playOrMute(this.video, (held) => emit(this, "blocked", { held }));
  }

  /** Keeps to the live edge and notices a frozen picture; to be called a few times a second. @param {number} now */
  tick(now) {
    const { video, state } = this;
    // Browsers decode no pictures in a hidden page, or before a click: nothing is wrong with them.
    if (state === "waiting" || document.hidden || video.paused) this.#motion.restart();
    const motion = this.#motion.look(now, video.getVideoPlaybackQuality().totalVideoFrames);
    if (motion !== "unknown") this.#change(motion === "moves" ? "live" : "frozen");
    this.#follow(now);
  }

  /** Measures the latency of the next picture. */
  readStamp() {
    this.#stamps.read();
  }

  /** Ends the playing; the video element can be used again. */
  close() {
    this.#stamps.stop();
    this.video.removeEventListener("waiting", this.#onWaiting);
    this.video.removeEventListener("playing", this.#onPlaying);
    this.video.removeEventListener("loadeddata", this.#onPicture);
    this.#pipe.close();
    this.#change("waiting");
  }

  #onPicture = () => {
    this.#change("live");
  };

  #onPlaying = () => {
    this.#waitingSince = Number.POSITIVE_INFINITY;
  };

  /** @param {number} now */
  #arriving(now) {
    this.#edge.observe(now, this.gap);
    const stuck = now - this.#waitingSince > STUCK_AFTER && this.#edge.canJump(now, this.gap);
    if (stuck && !this.video.seeking) this.#jump(this.#edge.jump(now));
  }

  /** @param {number} gap */
  #jump(gap) {
    const stretch = this.#pipe.stretch;
    if (stretch) this.video.currentTime = Math.max(stretch.from, stretch.to - gap);
  }

  #onWaiting = () => {
    const now = performance.now();
    this.#waitingSince = now;
    if (this.state === "live" && now - this.#startedAt > SETTLING) this.#edge.stalled(now);
  };

  /** @param {PlayerState} state */
  #change(state) {
    if (state === this.state) return;
    this.state = state;
    emit(this, "state", { state });
  }

  /** @param {number} now */
  #follow(now) {
    const { video } = this;
    const stretch = this.#pipe.stretch;
    if (!stretch) return;
    // A seek to where no media are never ends: behind a hole, say, that the recorder left.
    const astray = video.currentTime < stretch.from - ROUNDING;
    if (video.seeking && !astray && !this.#edge.rested(now)) return;
    const { rate, jumpTo } = this.#edge.advise(now, this.gap);
    if (jumpTo !== null) this.#jump(jumpTo);
    else if (astray || video.seeking) this.#jump(this.#edge.jump(now));
    if (video.playbackRate !== rate) video.playbackRate = rate;
    // Safari pauses when it runs dry.
    if (video.paused && !video.ended) this.play();
  }
}
