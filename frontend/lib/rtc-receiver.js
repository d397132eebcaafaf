/**
 * One publisher as this browser receives them over RTP: a stream in a video element.
 *
 * Events: `state` {state}, `latency` {ms}, `numbers` {rows, bitrate, rating}, `route` {route}, `blocked` {held}.
 */

import { playOrMute } from "./autoplay.js";
import { emit } from "./events.js";
import { Meter } from "./growth.js";
import { Losses } from "./media-quality.js";
import { Motion } from "./motion.js";
import { rtcRows } from "./rtc-numbers.js";
import { codecsOf, inbound, JitterBuffer, totals } from "./rtc-streams.js";
import { StampReader } from "./stamp-reader.js";

/** @typedef {"waiting" | "live" | "frozen"} State */

/** The receiving side of one tile. */
export class RtcReceiver extends EventTarget {
  seen = true; // what nobody sees is not sent
  /** @type {State} */ #state = "waiting";
  #isHeld = false; // by the browser, until a click
  #stamps;
  #frames = 0;
  #motion = new Motion();
  #callback = 0;
  /** @type {number | null} */ #latency = null;
  #bytes = new Meter();
  #pictures = new Meter();
  #came = new Meter();
  #failed = new Meter();
  #jitterBuffer = new JitterBuffer();
  #losses = new Losses();

  /**
   * @param {HTMLVideoElement} video
   * @param {{ mayStand: boolean }} options a screen on which nothing changes sends nothing in some browsers
   */
  constructor(video, { mayStand }) {
    super();
    this.video = video;
    this.mayStand = mayStand;
    this.#stamps = new StampReader(video, { onLatency: (ms) => this.#measured(ms) });
    this.#count();
  }

  /** Shows a stream. @param {MediaStream} stream */
  async show(stream) {
    if (this.video.srcObject !== stream) this.video.srcObject = stream;
    stream.onremovetrack = () => {
      if (!stream.getTracks().length) this.#change("waiting");
    };
    await playOrMute(this.video, (held) => {
      this.#isHeld = held === "all";
      emit(this, "blocked", { held });
    });
  }

  /** To be called a few times a second. @param {number} now */
  tick(now) {
    // Nobody sees a hidden page: browsers stop showing pictures there, and nothing is wrong.
    const isHeld = this.#isHeld && this.video.paused;
    const mayStand = this.mayStand || this.#state === "waiting";
    if (document.hidden || !this.seen || isHeld || mayStand) this.#motion.restart();
    const motion = this.#motion.look(now, this.#frames);
    if (motion !== "unknown") this.#change(motion === "moves" ? "live" : "frozen");
  }

  /** Measures the latency of the next picture. */
  readStamp() {
    this.#stamps.read();
  }

  /**
   * Tells the numbers of the last second.
   * @param {number} now @param {import("./rtc-streams.js").Stats} stats
   * @param {import("./rtc-route.js").Path} path
   */
  report(now, stats, path) {
    const { srcObject, videoWidth, videoHeight } = this.video;
    const tracks = srcObject instanceof MediaStream ? srcObject.getTracks() : [];
    const streams = inbound(stats, new Set(tracks.map(({ id }) => id)));
    const { bytes, received, lost } = totals(streams);
    const [came, failed] = [this.#came.rate(now, received), this.#failed.rate(now, lost)];
    const bitrate = 8 * this.#bytes.rate(now, bytes);
    const rows = rtcRows({
      latency: this.#latency,
      down: bitrate,
      width: videoWidth,
      height: videoHeight,
      frameRate: this.#pictures.rate(now, this.#frames),
      codecs: codecsOf(stats, streams),
      jitterBuffer: this.#jitterBuffer.read(streams),
      lost: percent(lost, received),
      lostNow: percent(failed, came),
      path,
    });
    emit(this, "numbers", { rows, bitrate, rating: this.#losses.rate(now, streams) });
    emit(this, "route", { route: path.route, node: path.node });
  }

  /** Ends the playing. */
  close() {
    this.video.cancelVideoFrameCallback(this.#callback);
    this.#stamps.stop();
    this.video.srcObject = null;
    this.#change("waiting");
  }

  #count() {
    this.#callback = this.video.requestVideoFrameCallback(() => {
      this.#frames += 1;
      if (this.#isOver) this.#change("waiting");
      else if (this.#state === "waiting") this.#change("live");
      this.#count();
    });
  }

  /** Whether no more comes: of a closed connection Chromium shows a last picture, which is black. */
  get #isOver() {
    const { srcObject } = this.video;
    const tracks = srcObject instanceof MediaStream ? srcObject.getVideoTracks() : [];
    return tracks.length > 0 && tracks.every(({ readyState }) => readyState === "ended");
  }

  /** @param {number | null} ms */
  #measured(ms) {
    this.#latency = ms;
    emit(this, "latency", { ms });
  }

  /** @param {State} state */
  #change(state) {
    if (state === this.#state) return;
    this.#state = state;
    if (state !== "live") this.#measured(null); // of a picture that is not the last any more
    emit(this, "state", { state });
  }
}

/** How many of a hundred were lost. @param {number} lost @param {number} received */
function percent(lost, received) {
  return lost + received ? (100 * lost) / (lost + received) : 0;
}
