/**
 * A shared screen as a recorder wants it: pictures of one size, at a steady pace.
 *
 * Browsers give a new picture only when something on the screen has changed, and whoever shares a
 * window may make it larger. So it is painted again and again, as large as it fits.
 */

import { element } from "./dom.js";
import { paintedTrack } from "./painted-track.js";

const WIDTH = 1280;
const HEIGHT = 720;
const FRAMES = 10;

/** @typedef {{ width: number, height: number }} Size */

/** @typedef {ReturnType<typeof paintedScreen>} Painted */

/** A screen's track, painted until `stop()`. @param {MediaStreamTrack} screen */
export function paintedScreen(screen) {
  const video = element("video", { playsinline: true });
  video.muted = true;
  video.srcObject = new MediaStream([screen]);
  video.play().catch(() => {}); // nothing to play is painted black
  const painted = paintedTrack({
    width: WIDTH,
    height: HEIGHT,
    frameRate: FRAMES,
    paint(context) {
      const { x, y, width, height } = fitted({
        width: video.videoWidth,
        height: video.videoHeight,
      });
      context.fillStyle = "#000";
      context.fillRect(0, 0, WIDTH, HEIGHT);
      context.drawImage(video, x, y, width, height);
    },
  });
  return {
    track: painted.track,
    size: { width: WIDTH, height: HEIGHT },
    stop() {
      painted.stop();
      video.srcObject = null;
    },
  };
}

/** Where a picture is as large as it fits, in the middle. @param {Size} picture */
export function fitted(picture) {
  const scale = Math.min(WIDTH / (picture.width || WIDTH), HEIGHT / (picture.height || HEIGHT));
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { x: (WIDTH - width) / 2, y: (HEIGHT - height) / 2, width, height };
}
