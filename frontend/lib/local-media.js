/**
 * Your own picture and sound: one stable stream, whatever happens to the devices behind it.
 *
 * Events: `change` (microphone, camera or problems are different), `track` (a track of the stream
 * was replaced, or sound began to flow: a recorder must begin anew).
 */

import { openAudioPath } from "./audio-path.js";
import { capture, release } from "./capture.js";
import { deviceProblem } from "./device-problems.js";
import { emit } from "./events.js";
import { synthesize } from "./synthetic.js";
import { VideoPath } from "./video-path.js";

/** @typedef {import("./audio-path.js").AudioPath} AudioPath */
/** @typedef {import("./capture.js").Wish} Wish */
/** @typedef {import("./device-problems.js").DeviceProblem} DeviceProblem */

/**
 * @typedef {object} Manner
 * @property {string} name
 * @property {boolean} [fake] a synthetic picture and tone
 * @property {boolean} [view] nothing is sent: no device, no track
 */
/** @typedef {Manner & Partial<import("./capture.js").Wishes>} LocalMediaOptions */

/** What a participant sends. */
export class LocalMedia extends EventTarget {
  stream = new MediaStream();
  /** @type {DeviceProblem[]} */ problems = [];
  /** @type {AudioPath | null} */ #audio = null;
  /** @type {VideoPath | null} */ #video = null;
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

  /** Whether others hear you. */
  get microphone() {
    return this.#audio?.live === true && this.#audio.audible;
  }

  /** Whether others see you. */
  get camera() {
    return this.#video?.live === true;
  }

  /** How loud you are, from 0 to 1, also while muted. */
  get level() {
    return this.#audio?.level ?? 0;
  }

  /** The tracks from which data come now: a recorder waits for ever for one that gives none. */
  get flowing() {
    const { stream } = this;
    return new MediaStream(this.#audio?.running ? stream.getTracks() : stream.getVideoTracks());
  }

  /**
   * Mutes or unmutes; with a device id, changes the microphone.
   * @param {boolean} on @param {string} [device]
   */
  setMicrophone(on, device) {
    return this.#change(async ({ audio }) => {
      if (!audio) return;
      if (on && (device || !audio.live)) await this.#open(false, device ?? true);
      audio.audible = on;
    });
  }

  /**
   * Opens or releases the camera; with a device id, changes it.
   * @param {boolean} on @param {string} [device]
   */
  setCamera(on, device) {
    return this.#change(async ({ video }) => {
      if (on && (device || !video.live)) await this.#open(device ?? true, false);
      else if (!on && video.live) video.plug(null);
    });
  }

  /** Sends no more pictures than that, unless the address asks for a number. @param {number} most a second */
  limitFrameRate(most) {
    if (!this.options.fps) this.#video?.limitFrameRate(most);
  }

  /** Gives the devices back. */
  close() {
    this.#audio?.close();
    this.#video?.close();
    this.#audio = this.#video = null;
  }

  async #begin() {
    const { camera = true, microphone = true } = this.options;
    const { audio, problems } = openAudioPath();
    const video = new VideoPath(this.stream, this.options);
    [this.#audio, this.#video, this.problems] = [audio, video, problems];
    if (audio) {
      audio.audible = Boolean(microphone);
      this.stream.addTrack(audio.track);
    }
    await this.#open(camera, audio !== null && microphone);
    if (this.#video && !video.live) video.plug(null);
    audio?.addEventListener("running", () => emit(this, "track"));
    audio?.addEventListener("lost", () => this.#lost("microphone"));
    video.addEventListener("track", () => emit(this, "track"));
    video.addEventListener("lost", () => this.#lost("camera"));
  }

  /** @param {(paths: { audio: AudioPath | null, video: VideoPath }) => Promise<void>} change */
  #change(change) {
    this.#last = this.#last.then(async () => {
      if (this.#video) await change({ audio: this.#audio, video: this.#video });
      emit(this, "change");
    });
    return this.#last;
  }

  /** @param {Wish} camera @param {Wish} microphone */
  async #open(camera, microphone) {
    const wishes = { ...this.options, camera, microphone };
    const { context } = /** @type {AudioPath} */ (this.#audio ?? {}); // no sound, no microphone
    const captured = wishes.fake ? synthesize({ ...wishes, context }) : await capture(wishes);
    if (captured.camera) this.#video?.plug(captured.camera);
    if (captured.microphone) this.#audio?.plug(captured.microphone);
    if (!this.#video) release(captured); // closed meanwhile
    this.problems = [...this.problems.filter(({ kind }) => !wishes[kind]), ...captured.problems];
  }

  /** A device was unplugged, or taken away by the browser. @param {DeviceProblem["kind"]} kind */
  #lost(kind) {
    if (kind === "camera") this.#video?.plug(null);
    else this.#audio?.plug(null);
    const ended = deviceProblem(kind, "EndedError");
    this.problems = [...this.problems.filter((problem) => problem.kind !== kind), ended];
    emit(this, "change");
  }
}
