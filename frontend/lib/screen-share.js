/**
 * Your screen, while you share it: chosen in the browser's own dialog, ended by its own button too.
 *
 * Emits `change` when the track is another one or gone, `problem` {message} if it cannot be had.
 */

import { emit } from "./events.js";
import { words } from "./words.js";

const WIDTH = 1280;
const HEIGHT = 720;
const FRAMES = 15;
const REFUSALS = ["NotReadableError", "AbortError"]; // by the system, not by whoever was asked

/** One shared screen, or none. */
export class ScreenShare extends EventTarget {
  /** @type {import("./painted-track.js").Source | null} */ #source = null;
  #choosing = false;
  #closed = false;

  /** @param {{ fake: boolean, name: string }} options */
  constructor(options) {
    super();
    this.options = options;
  }

  /** What is shared now. */
  get track() {
    return this.#source?.track ?? null;
  }

  /** Begins to share, or ends it; to be called while somebody clicks. */
  async toggle() {
    if (this.#source) this.stop();
    else if (!this.#choosing) await this.#start();
  }

  /** Ends the sharing. */
  stop() {
    if (!this.#source) return;
    this.#source.stop();
    this.#source = null;
    emit(this, "change");
  }

  /** Ends the sharing because it cannot go on. @param {import("./sentence.js").Sentence} message */
  fail(message) {
    this.stop();
    emit(this, "problem", { message });
  }

  /** Ends it for good, also while somebody is still choosing. */
  close() {
    this.#closed = true;
    this.stop();
  }

  async #start() {
    this.#choosing = true;
    const source = await this.#capture();
    this.#choosing = false;
    if (this.#closed) source?.stop();
    if (!source || this.#closed) return;
    this.#source = source;
    const { track } = source;
    track.contentHint = "detail"; // letters must stay sharp
    track.onended = () => this.stop();
    emit(this, "change");
  }

  async #capture() {
    try {
      return await (this.options.fake ? this.#synthetic() : capture());
    } catch (error) {
      this.#complain(error);
      return null;
    }
  }

  async #synthetic() {
    const { syntheticCamera } = await import("./synthetic.js"); // which is there: `fake` has loaded it
    const name = words.tile.screen(this.options.name);
    return syntheticCamera({ name, width: WIDTH, height: HEIGHT, frameRate: FRAMES });
  }

  /** @param {unknown} error */
  #complain(error) {
    const { name, message } = error instanceof Error ? error : new Error();
    const bySystem = /system/i.test(message); // as Chromium says on macOS
    if (name === "NotAllowedError" && !bySystem) return; // thought better of it
    const { screenRefused, screenNotShared } = words.media;
    const isRefused = name === "NotAllowedError" || REFUSALS.includes(name);
    emit(this, "problem", { message: isRefused ? screenRefused : screenNotShared });
  }
}

/** Whether this browser can share a screen; on phones none can. @param {{ fake: boolean }} options */
export function canShareScreens({ fake }) {
  return fake || Boolean(navigator.mediaDevices?.getDisplayMedia);
}

async function capture() {
  const video = { frameRate: { ideal: FRAMES } };
  const stream = await navigator.mediaDevices.getDisplayMedia({ video, audio: false });
  const [track] = stream.getVideoTracks();
  return { track, stop: () => track.stop() };
}
