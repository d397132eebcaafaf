/** Opens camera and microphone; what cannot be opened becomes a problem, never an exception. */

import { deviceProblem } from "./device-problems.js";

/** @typedef {import("./device-problems.js").Kind} Kind */
/** @typedef {import("./device-problems.js").DeviceProblem} DeviceProblem */
/** @typedef {import("./painted-track.js").Source} Source */

/** Whether a device is wanted, or which one. @typedef {boolean | string} Wish */
/** @typedef {{ camera: Wish, microphone: Wish, width?: number, height?: number, fps?: number }} Wishes */
/** @typedef {{ camera: Source | null, microphone: Source | null, problems: DeviceProblem[] }} Captured */

/** Opens the devices that are wanted. @param {Wishes} wishes @returns {Promise<Captured>} */
export async function capture(wishes) {
  const { camera, microphone } = wishes;
  if (camera && microphone) {
    // Asked for together, so that there is one question to the user and not two.
    const stream = await ask(wishes).catch(() => null);
    if (stream) return { ...sources(stream), problems: [] };
  }
  const video = await attempt("camera", camera, { ...wishes, microphone: false });
  const audio = await attempt("microphone", microphone, { ...wishes, camera: false });
  return {
    camera: video.source,
    microphone: audio.source,
    problems: [video.problem, audio.problem].filter((problem) => problem !== null),
  };
}

/** Gives captured devices back. @param {Captured} captured */
export function release({ camera, microphone }) {
  camera?.stop();
  microphone?.stop();
}

/**
 * @param {Kind} kind @param {Wish} wish @param {Wishes} wishes with this device only
 * @returns {Promise<{ source: Source | null, problem: DeviceProblem | null }>}
 */
async function attempt(kind, wish, wishes) {
  if (!wish) return { source: null, problem: null };
  try {
    return { source: sources(await ask(wishes))[kind], problem: null };
  } catch (error) {
    const problem = deviceProblem(kind, error, navigator.userAgent);
    return isMissing(wish, problem) ? instead(kind, wishes) : { source: null, problem };
  }
}

/** @param {Wish} wish @param {DeviceProblem} problem */
function isMissing(wish, { name }) {
  return wish !== true && (name === "OverconstrainedError" || name === "NotFoundError");
}

/** Any other device in place of one that is not there. @param {Kind} kind @param {Wishes} wishes */
async function instead(kind, wishes) {
  const { source, problem } = await attempt(kind, true, { ...wishes, [kind]: true });
  return { source, problem: problem ?? deviceProblem(kind, new DOMException("", "MissingError")) };
}

/** @param {Wishes} wishes */
function ask({ camera, microphone, width = 640, height = 360, fps = 24 }) {
  if (!navigator.mediaDevices) throw new DOMException("", "InsecureContextError");
  const picture = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: fps } };
  return navigator.mediaDevices.getUserMedia({
    video: camera ? { ...which(camera), ...picture } : false,
    audio: microphone ? { ...which(microphone), channelCount: { ideal: 1 } } : false,
  });
}

/** @param {string | true} wish @returns {MediaTrackConstraints} */
function which(wish) {
  return wish === true ? {} : { deviceId: { exact: wish } };
}

/** @param {MediaStream} stream @returns {{ camera: Source | null, microphone: Source | null }} */
function sources(stream) {
  const [camera] = stream.getVideoTracks();
  const [microphone] = stream.getAudioTracks();
  return {
    camera: camera ? { ...source(camera), limitFrameRate: limiterOf(camera) } : null,
    microphone: microphone ? source(microphone) : null,
  };
}

/** @param {MediaStreamTrack} track @returns {Source} */
function source(track) {
  return { track, stop: () => track.stop() };
}

/** What makes a camera give fewer pictures, if it can. @param {MediaStreamTrack} camera */
function limiterOf(camera) {
  const asked = camera.getConstraints();
  const wished = camera.getSettings().frameRate ?? Number.POSITIVE_INFINITY;
  return (/** @type {number} */ most) => {
    const frameRate = { ideal: Math.min(wished, most) };
    camera.applyConstraints({ ...asked, frameRate }).catch(() => {});
  };
}
