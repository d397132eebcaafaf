/** Reads the frame stamps of a playing video: how old the picture is when it is presented. */

import { age, decode, STAMP_AREA } from "./stamp.js";

const INTERVAL = 500; // each reading makes the browser draw the page: twice a second is enough
const WIDTH = 80;
const HEIGHT = 50;
const LONGEST = 60_000; // a greater age is two clocks, or an accident

/**
 * @typedef {object} StampEvents
 * @property {(ms: number) => void} onLatency from the painting of a picture to its presentation
 * @property {() => number} [now] the clock that the painter shares
 */

/** A reader of one video's stamps; pictures without a stamp are passed over. */
export class StampReader {
  #canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  #context = this.#canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #callback = 0;

  /** @param {HTMLVideoElement} video @param {StampEvents} events */
  constructor(video, { onLatency, now = Date.now }) {
    this.video = video;
    this.onLatency = onLatency;
    this.now = now;
    this.#await();
  }

  /** Ends the reading. */
  stop() {
    clearTimeout(this.#timer);
    this.video.cancelVideoFrameCallback(this.#callback);
  }

  #await() {
    this.#callback = this.video.requestVideoFrameCallback(() => {
      this.#read(this.now());
      this.#timer = setTimeout(() => this.#await(), INTERVAL);
    });
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
    if (stamp !== null && age(stamp, now) < LONGEST) this.onLatency(age(stamp, now));
  }
}
