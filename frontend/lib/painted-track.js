/** A video track that is painted: a canvas, captured after every stroke. */

import { Ticker } from "./ticker.js";

/**
 * @typedef {object} Picture
 * @property {number} width
 * @property {number} height
 * @property {number} frameRate
 * @property {(context: CanvasRenderingContext2D, frame: number) => void} paint
 */

/**
 * A source of one track.
 * @typedef {object} Source
 * @property {MediaStreamTrack} track
 * @property {() => void} stop
 * @property {(most: number) => void} [limitFrameRate] pictures a second
 */

/** How often each was painted. @type {WeakMap<MediaStreamTrack, () => number>} */
const painted = new WeakMap();

/** How often a track was painted so far; undefined for one that is not. @param {MediaStreamTrack} track */
export function timesPainted(track) {
  return painted.get(track)?.();
}

/**
 * The track of a picture that is painted again and again. It must never stand still: a recorder
 * waits for the next picture and holds the sound back with it.
 * @param {Picture} picture @returns {Source}
 */
export function paintedTrack({ width, height, frameRate, paint }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  // Without alpha: browsers would record it as a second picture.
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { alpha: false })
  );
  let frame = 0;
  const repaint = () => paint(context, frame++);
  repaint();
  // No frame rate here: Firefox would beat it against ours and drop every other picture.
  const [track] = canvas.captureStream().getVideoTracks();
  painted.set(track, () => frame);
  const ticker = new Ticker(1000 / frameRate, repaint);
  return {
    track,
    limitFrameRate(most) {
      ticker.interval = 1000 / Math.min(frameRate, most);
    },
    stop() {
      ticker.stop();
      track.stop();
    },
  };
}
