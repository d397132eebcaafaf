/**
 * Your own picture and sound: one stable stream, whatever happens to the devices behind it.
 *
 * Events: `change` (microphone, camera or problems are different), `track` (a track of the stream
 * was replaced, or sound began to flow: a recorder must begin anew), `lost` {kind, id, group} (a
 * device was unplugged, or taken away by the browser).
 */

import { emit, on } from "./events.js";
import { MediaPaths } from "./media-paths.js";

/** @typedef {import("./device-problems.js").Kind} Kind */

/**
 * @typedef {object} Manner
 * @property {string} name
 * @property {boolean} [fake] a synthetic picture and tone
 * @property {boolean} [view] nothing is sent: no device, no track
 * @property {Partial<Record<Kind, string>>} [devices] the ids of those that were chosen
 */
/** @typedef {Omit<import("./capture.js").Wishes, Kind>} Size */
/** @typedef {Manner & Size & Partial<Record<Kind, boolean>>} LocalMediaOptions */

/** What a participant sends. */
export class LocalMedia extends EventTarget {
  stream = new MediaStream();
  /** @type {MediaPaths | null} */ #paths = null;
  /** @type {Promise<void>} */ #last = Promise.resolve(); // changes happen one after the other

  /** Opens what is wanted and can be had. @param {LocalMediaOptions} options */
  static async open(options) {
    const local = new LocalMedia(options);
    if (!options.view) await local.#begin();
    return local;
  }

  /** @param {LocalMediaOptions} options */
  constructor(options) {
    super();
    this.options = options;
  }

  /** What is wrong with the devices. */
  get problems() {
    return this.#paths ? [...this.#paths.problems, ...this.#paths.held] : [];
  }

  /** Whether others hear you. */
  get microphone() {
    return this.switched.microphone && !this.#paths?.microphone?.held;
  }

  /** Whether others see you. */
  get camera() {
    return this.switched.camera && !this.#paths?.camera.held;
  }

  /** What is on, as far as it lies with this page: the system may hold it. */
  get switched() {
    return this.#paths?.switched ?? { microphone: false, camera: false };
  }

  /** How loud you are, from 0 to 1, also while muted. */
  get level() {
    return this.#paths?.microphone?.level ?? 0;
  }

  /** The tracks from which data come now: a recorder waits for ever for one that gives none. */
  get flowing() {
    return this.#paths?.flowing ?? this.stream;
  }

  /** The id of the device that is open, or "". @param {Kind} kind */
  deviceOf(kind) {
    return this.#paths?.[kind]?.deviceId ?? "";
  }

  /** Mutes or unmutes at once, whatever the browser is asking meanwhile. @param {boolean} on */
  async setMicrophone(on) {
    const { microphone } = this.#paths ?? {};
    if (!microphone) return;
    microphone.audible = on;
    emit(this, "change");
    if (!on || microphone.live) return;
    await this.#change(async (paths) => {
      if (!microphone.live) await paths.open({ microphone: true }); // pressed twice, opened once
    });
  }

  /** Opens or releases the camera. @param {boolean} on */
  setCamera(on) {
    return this.#change(async (paths) => {
      const { camera } = paths;
      if (on && !camera.live) await paths.open({ camera: true });
      else if (!on && camera.live) paths.releaseCamera();
    });
  }

  /**
   * Takes another device: now, if one of its kind is open or is to be opened, else the next time.
   * @param {Kind} kind @param {string} device @param {{ open?: boolean }} [options]
   */
  choose(kind, device, { open = false } = {}) {
    return this.#change(async (paths) => {
      if (open || paths[kind]?.live) await paths.exchange(kind, device);
      else paths.devices = { ...paths.devices, [kind]: device };
    });
  }

  /** Sends no more pictures than that, unless the address asks for a number. @param {number} most a second */
  limitFrameRate(most) {
    if (!this.options.fps) this.#paths?.camera.limitFrameRate(most);
  }

  /** Gives the devices back. */
  close() {
    this.#paths?.close();
    this.#paths = null;
  }

  async #begin() {
    const { camera = true, microphone = true } = this.options;
    const paths = new MediaPaths(this.options);
    this.#paths = paths;
    this.stream = paths.stream;
    await paths.open({ camera, microphone: paths.microphone !== null && microphone });
    if (this.#paths && !paths.camera.live) paths.camera.plug(null); // there is a placeholder
    on(paths, "track", () => emit(this, "track"));
    on(paths, "held", () => emit(this, "change"));
    on(paths, "lost", (device) => {
      emit(this, "change");
      emit(this, "lost", device);
    });
  }

  /** @param {(paths: MediaPaths) => Promise<void>} change */
  #change(change) {
    this.#last = this.#last.then(async () => {
      if (this.#paths) await change(this.#paths);
      emit(this, "change");
    });
    return this.#last;
  }
}
