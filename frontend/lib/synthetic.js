/**
 * Camera and microphone for `fake=1`: a moving picture with the frame stamp, and a quiet tone.
 *
 * No permission is asked, no device needed. Everybody's colour and pitch follow from the name.
 */

import { paintedTrack } from "./painted-track.js";
import { draw } from "./stamp.js";

/** @typedef {import("./painted-track.js").Source} Source */

const LOUDNESS = 0.03;
const LOWEST_PITCH = 220; // Hz

/**
 * What `capture` gives, without any device.
 * @param {import("./capture.js").Wishes & { name: string, context: AudioContext }} options
 * @returns {import("./capture.js").Captured}
 */
export function synthesize({ camera, microphone, fps, ...options }) {
  return {
    camera: camera ? syntheticCamera({ ...options, frameRate: fps }) : null,
    microphone: microphone ? syntheticMicrophone(options) : null,
    problems: [],
  };
}

/**
 * A moving picture with a name and, in every frame, the time at which it was painted.
 * @param {{ name: string, width?: number, height?: number, frameRate?: number }} options
 * @returns {Source}
 */
export function syntheticCamera({ name, width = 640, height = 360, frameRate = 15 }) {
  const background = `hsl(${spread(name, 360)} 45% 35%)`;
  return paintedTrack({
    width,
    height,
    frameRate,
    paint(context, frame) {
      context.fillStyle = background;
      context.fillRect(0, 0, width, height);
      paintSun(context, (frame / frameRate / 4) % 1, width, height);
      paintName(context, name, width, height);
      draw(context, Date.now(), width, height);
    },
  });
}

/**
 * A quiet tone, different for every name.
 * @param {{ name: string, context: AudioContext }} options @returns {Source}
 */
export function syntheticMicrophone({ name, context }) {
  const destination = context.createMediaStreamDestination();
  const oscillator = new OscillatorNode(context, {
    frequency: LOWEST_PITCH * 2 ** (spread(name, 24) / 12),
  });
  oscillator.connect(new GainNode(context, { gain: LOUDNESS })).connect(destination);
  oscillator.start();
  const [track] = destination.stream.getAudioTracks();
  return {
    track,
    stop() {
      oscillator.stop();
      track.stop();
    },
  };
}

/**
 * A disc that crosses the picture on an arc: whoever looks sees at once whether it moves.
 * @param {CanvasRenderingContext2D} context @param {number} progress from 0 to 1
 * @param {number} width @param {number} height
 */
function paintSun(context, progress, width, height) {
  context.fillStyle = "#ffd54a";
  context.beginPath();
  const y = height * (0.75 - 0.3 * Math.sin(Math.PI * progress));
  context.arc(width * progress, y, height / 10, 0, 2 * Math.PI);
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context @param {string} name
 * @param {number} width @param {number} height
 */
function paintName(context, name, width, height) {
  context.fillStyle = "#fff";
  context.font = `600 ${Math.round(height / 8)}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.fillText(name, width * 0.7, height * 0.25, width * 0.55);
}

/** A whole number below `count` that a name always gives. @param {string} name @param {number} count */
function spread(name, count) {
  let hash = 7;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % count;
}
