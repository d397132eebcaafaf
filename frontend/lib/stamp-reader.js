/** Reads the frame stamp of a playing video: how old the picture is when it is presented. */

import { age, decode, STAMP_AREA } from "./stamp.js";

const WIDTH = 80;
const HEIGHT = 50;
const LONGEST = 60_000; // a greater age is two clocks, or an accident

/**
 * @typedef {object} StampEvents
 * @property {(ms: number | null) => void} onLatency from the painting of a picture to its
 * presentation; null if there is no readable stamp in it
 * @property {() => number} [now] the clock that the painter shares
 */

/** A reader of one video's stamps. */
export class StampReader {
  #canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  #context = this.#canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  #callback = 0;

  /** @param {HTMLVideoElement} video @param {StampEvents} events */
  constructor(video, { onLatency, now = Date.now }) {
    this.video = video;
    this.onLatency = onLatency;
    this.now = now;
  }

  /** Reads the next picture that is presented. Not for every picture: it costs some milliseconds. */
  read() {
    if (this.#callback) return;
    this.#callback = this.video.requestVideoFrameCallback(() => {
      this.#callback = 0;
      this.#read(this.now());
    });
  }

  /** Ends the reading. */
  stop() {
    this.video.cancelVideoFrameCallback(this.#callback);
  }

  /** @param {number} now */
  #read(now) {
    const { video } = this;
    const [width, height] = [
      video.videoWidth * STAMP_AREA.width,
      video.videoHeight * STAMP_AREA.height,
    ];
    this.#context?.drawImage(video, 0, 0, width, height, 0, 0, WIDTH, HEIGHT);
    const pixels = this.#context?.getImageData(0, 0, WIDTH, HEIGHT).data;
    const stamp = pixels ? decode(pixels, WIDTH, HEIGHT) : null;
    const ms = stamp === null ? null : age(stamp, now);
    this.onLatency(ms !== null && ms < LONGEST ? ms : null);
  }
}
