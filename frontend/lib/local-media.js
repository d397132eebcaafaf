/**
 * Your own picture and sound: one stable stream, whatever happens to the devices behind it.
 *
 * Events: `change` (microphone, camera or problems are different), `track` (a track was replaced,
 * or sound flows or ends: a recorder must begin anew), `lost` {kind, id, group} (a device is gone).
 */

import { DeviceQueue } from "./device-queue.js";
import { emit, on } from "./events.js";
import { MediaPaths } from "./media-paths.js";

/**
 * @typedef {object} Manner
 * @property {string} name
 * @property {boolean} [fake] a synthetic picture and tone
 * @property {boolean} [view] nothing is sent: no device, no track
 * @property {Partial<Record<Kind, string>>} [devices] the ids of those that were chosen
 */
/** @typedef {import("./device-problems.js").Kind} Kind */
/** @typedef {Omit<import("./capture.js").Wishes, Kind>} Size */
/** @typedef {Manner & Size & Partial<Record<Kind, boolean>>} LocalMediaOptions */

/** What a participant sends. */
export class LocalMedia extends EventTarget {
  stream = new MediaStream();
  /** @type {MediaPaths | null} */ #paths = null;
  #queues = { microphone: new DeviceQueue(), camera: new DeviceQueue() };

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
    return this.#paths ? [...this.#paths.problems, ...this.#paths.passing] : [];
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

  /** From now on others are to hear you: it is a problem if the browser holds the sound back. */
  watch() {
    this.#paths?.microphone?.watch();
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
    microphone.watch();
    emit(this, "change");
    if (on && !microphone.live) await this.#open("microphone");
  }

  /** Opens the camera; or releases it, at once, and what the browser still asks. @param {boolean} on */
  async setCamera(on) {
    if (on) return this.#open("camera");
    this.#queues.camera.drop();
    if (this.#paths?.camera.live) this.#paths.releaseCamera();
    emit(this, "change");
  }

  /** Takes another device: now, if one of its kind is open or to be opened, else the next time. It
   * waits for no question that is open for long. @param {Kind} kind @param {string} device @param {{ open?: boolean }} [options] */
  choose(kind, device, { open = false } = {}) {
    const isAsked = this.#paths?.questions.told.includes(kind);
    if (isAsked) this.#queues[kind].drop();
    return this.#change(kind, async (paths, turn) => {
      if (open || isAsked || paths[kind]?.live) await paths.exchange(kind, device, turn);
      else paths.devices = { ...paths.devices, [kind]: device };
    });
  }

  /** Sends no more pictures than that, unless the address asks for a number. @param {number} most a second */
  limitFrameRate(most) {
    if (!this.options.fps) this.#paths?.camera.limitFrameRate(most);
  }

  /** Gives the devices back. */
  close() {
    for (const queue of Object.values(this.#queues)) queue.drop();
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
    for (const type of ["passing", "lost"]) on(paths, type, () => emit(this, "change"));
    on(paths, "lost", (device) => emit(this, "lost", device));
  }

  /** @param {Kind} kind */
  async #open(kind) {
    if (this.#paths?.questions.remind(kind)) return;
    await this.#change(kind, async (paths, turn) => {
      if (!paths[kind]?.live) await paths.open({ [kind]: true }, turn); // pressed twice, opened once
    });
  }

  /** @param {Kind} kind @param {(paths: MediaPaths, turn: AbortSignal) => Promise<void>} change */
  #change(kind, change) {
    return this.#queues[kind].add(async (turn) => {
      if (this.#paths) await change(this.#paths, turn);
      emit(this, "change");
    });
  }
}
