/**
 * The ways of your sound and of your picture in one stream that stays the same, and the devices
 * behind them.
 */

import { openAudioPath } from "./audio-path.js";
import { deviceProblem } from "./device-problems.js";
import { emit, on } from "./events.js";
import { Questions } from "./questions.js";
import { VideoPath } from "./video-path.js";

/** @typedef {import("./device-problems.js").DeviceProblem} DeviceProblem */
/** @typedef {import("./device-problems.js").Kind} Kind */

/** @type {Kind[]} */ const KINDS = ["microphone", "camera"];

/**
 * Emits `track` (a recorder must begin anew), `passing` when one of the passing problems comes or
 * goes, and `lost` {kind, id, group} when a device is gone.
 */
export class MediaPaths extends EventTarget {
  stream = new MediaStream();
  questions = new Questions();
  #life = new AbortController();

  /** @param {import("./local-media.js").LocalMediaOptions} options */
  constructor(options) {
    super();
    const { audio, problems } = openAudioPath();
    this.options = options;
    this.devices = options.devices ?? {};
    /** @type {DeviceProblem[]} */ this.problems = problems; // of what was to be opened
    this.microphone = audio;
    this.camera = new VideoPath(this.stream, options);
    on(this.questions, "change", () => emit(this, "passing"));
    if (audio) {
      audio.audible = options.microphone !== false;
      this.stream.addTrack(audio.track);
      on(audio, "running", () => emit(this, "track"));
      on(audio, "held", () => emit(this, "passing"));
      on(audio, "lost", (device) => this.#lost("microphone", device));
    }
    on(this.camera, "track", () => emit(this, "track"));
    on(this.camera, "held", () => emit(this, "passing"));
    on(this.camera, "lost", (device) => this.#lost("camera", device));
  }

  /** The tracks from which data come now. */
  get flowing() {
    const { stream } = this;
    return new MediaStream(this.microphone?.running ? stream.getTracks() : stream.getVideoTracks());
  }

  /** What is open, and may be heard. */
  get switched() {
    const { microphone, camera } = this;
    return { microphone: microphone?.live === true && microphone.audible, camera: camera.live };
  }

  /** Problems that pass by themselves: the system holds what would be on, or the browser asks. */
  get passing() {
    const { switched } = this;
    const held = KINDS.filter((kind) => switched[kind] && this[kind]?.held);
    const asked = this.questions.told.map((kind) => deviceProblem(kind, "AskedError"));
    const name = (/** @type {Kind} */ kind) =>
      kind === "microphone" && this.microphone?.asleep ? "AsleepError" : "HeldError";
    return [...held.map((kind) => deviceProblem(kind, name(kind))), ...asked];
  }

  /** Opens devices: the chosen ones, if they are there.
   * @param {Partial<Record<Kind, boolean>>} kinds @param {AbortSignal} [turn] in which they are wanted */
  async open({ camera = false, microphone = false }, turn = this.#life.signal) {
    const { camera: one = true, microphone: other = true } = this.devices;
    const wishes = { ...this.options, camera: camera && one, microphone: microphone && other };
    // Without a way for the sound no microphone is wanted.
    const { context } = /** @type {import("./audio-path.js").AudioPath} */ (this.microphone ?? {});
    const painted = () => paint({ ...wishes, context }, turn);
    const captured = await (wishes.fake ? painted() : this.questions.ask(wishes, turn));
    if (!captured) return;
    if (captured.camera) this.camera.plug(captured.camera);
    if (captured.microphone) this.microphone?.plug(captured.microphone);
    this.problems = [...this.problems.filter(({ kind }) => !wishes[kind]), ...captured.problems];
  }

  /** Opens another device in place of one; if that fails, the one before goes on.
   * @param {Kind} kind @param {string} device @param {AbortSignal} turn in which it is wanted */
  async exchange(kind, device, turn) {
    const { deviceId: old } = this[kind] ?? {};
    const before = old || this.devices[kind];
    this.devices = { ...this.devices, [kind]: device };
    await this.open({ [kind]: true }, turn);
    if (old && !turn.aborted && this.#failed(kind, "NotReadableError")) {
      this[kind]?.plug(null); // some phones open no camera while another one is open
      await this.open({ [kind]: true }, turn);
    }
    if (turn.aborted || this[kind]?.deviceId === device) return; // or it is the one for the next time
    this.devices = { ...this.devices, [kind]: before };
    if (old && !this[kind]?.live) await this.#reopen(kind, turn);
    if (this[kind]?.live) this.#tellKept(kind);
  }

  /** Gives the camera back: nothing is wrong with one that is not used. */
  releaseCamera() {
    this.camera.plug(null);
    this.problems = this.problems.filter(({ kind }) => kind !== "camera");
  }

  /** Gives the devices back. */
  close() {
    this.#life.abort();
    this.microphone?.close();
    this.camera.close();
  }

  /** @param {Kind} kind @param {string} name */
  #failed(kind, name) {
    return this.problems.some((problem) => problem.kind === kind && problem.name === name);
  }

  /** Opens what was there before; what was wrong with the other one is still told.
   * @param {Kind} kind @param {AbortSignal} turn */
  async #reopen(kind, turn) {
    const told = this.problems.filter((problem) => problem.kind === kind);
    await this.open({ [kind]: true }, turn);
    if (turn.aborted) return;
    this.problems = [...this.problems.filter((problem) => problem.kind !== kind), ...told];
  }

  /** The chosen one cannot be used, but there is one. @param {Kind} kind */
  #tellKept(kind) {
    const isTold = this.#failed(kind, "MissingError"); // so another one is in use
    const kept = deviceProblem(kind, "KeptError");
    if (!isTold) this.problems = this.problems.map((one) => (one.kind === kind ? kept : one));
  }

  /** @param {Kind} kind @param {import("./device-lists.js").Used} device */
  #lost(kind, device) {
    this[kind]?.plug(null);
    const ended = deviceProblem(kind, "EndedError");
    this.problems = [...this.problems.filter((problem) => problem.kind !== kind), ended];
    emit(this, "lost", { kind, ...device });
  }
}

/** What stands for devices; nothing if it is not wanted any more. Who asks for it by the address has loaded it.
 * @param {Parameters<typeof import("./synthetic.js").synthesize>[0]} wishes @param {AbortSignal} turn */
async function paint(wishes, turn) {
  const { synthesize } = await import("./synthetic.js");
  return turn.aborted ? null : synthesize(wishes);
}
