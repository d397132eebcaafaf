/** The dark card that is sent while a camera is off, so that everybody's stream lives on. */

import { paintedTrack } from "./painted-track.js";

const FRAME_RATE = 10;

/**
 * A dark card with a name on it, and a dot that moves a little: a picture that never changes is
 * one that browsers do not record.
 * @param {{ name: string, width?: number, height?: number }} options
 */
export function placeholderCamera({ name, width = 640, height = 360 }) {
  return paintedTrack({
    width,
    height,
    frameRate: FRAME_RATE,
    paint(context, frame) {
      context.fillStyle = "#20242c";
      context.fillRect(0, 0, width, height);
      context.fillStyle = "#aab2c0";
      context.font = `600 ${Math.round(height / 7)}px system-ui, sans-serif`;
      context.textAlign = "center";
      context.fillText(name, width / 2, height * 0.55, width * 0.9);
      context.fillRect(width * (0.45 + (frame % 20) / 200), height * 0.7, 4, 4);
    },
  });
}
