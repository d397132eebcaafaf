/**
 * The way of your sound: microphone -> meter -> gate -> one outgoing track that never changes.
 *
 * The outgoing track lives as long as the call, whichever microphone is plugged in behind it, and
 * gives silence while there is none or the gate is shut.
 */

import { emit } from "./events.js";
import { words } from "./words.js";

/** @typedef {import("./painted-track.js").Source} Source */

/** One voice needs no second channel: it would cost every receiver as much as the first. */
const MONO = { channelCount: 1, channelCountMode: /** @type {const} */ ("explicit") };
const METER_SAMPLES = 512;
const MOMENT = 3_000; // milliseconds, in which a sound that may begin has begun in Firefox too
const LOUDEST = 0.25; // the root mean square of a voice close to the microphone

/** A way for the sound, or why there is none. */
export function openAudioPath() {
  try {
    return { audio: new AudioPath(), problems: [] };
  } catch {
    return { audio: null, problems: [noSound()] };
  }
}

/** @returns {import("./device-problems.js").DeviceProblem} */
function noSound() {
  return { kind: "microphone", name: "NoAudioContext", message: words.media.noSound };
}

/**
 * Emits `running` when sound begins to flow, or ends; `held` when the browser holds it back, or the
 * system the microphone, or lets it go; and `lost` {id, group} when it was unplugged.
 */
export class AudioPath extends EventTarget {
  context = new AudioContext({ sampleRate: 48_000, latencyHint: "interactive" });
  #meter = new AnalyserNode(this.context, { fftSize: METER_SAMPLES });
  #gate = new GainNode(this.context);
  #silence = new ConstantSourceNode(this.context, { offset: 0 });
  #destination = new MediaStreamAudioDestinationNode(this.context, MONO);
  #samples = new Float32Array(METER_SAMPLES);
  /** @type {Source | null} */ #microphone = null;
  /** @type {MediaStreamAudioSourceNode | null} */ #input = null;
  /** Whether the browser holds the sound back until somebody clicks. */
  asleep = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #patience;
  #wake = () => void this.context.resume();

  constructor() {
    super();
    this.#meter.connect(this.#gate).connect(this.#destination);
    // A track that is disabled, or has nothing behind it, holds a recorder up, and the picture
    // with it: so silence is something that plays.
    this.#silence.connect(this.#destination);
    this.#silence.start();
    this.context.onstatechange = () => {
      emit(this, "running");
      if (this.running || !this.asleep) this.watch();
    };
    // Never awaited: without a sound device some browsers do not answer at all.
    this.#wake();
    // No sooner than the click, by which the button would be one for switching off.
    addEventListener("click", this.#wake);
    addEventListener("keydown", this.#wake);
  }

  /** The outgoing track. */
  get track() {
    return this.#destination.stream.getAudioTracks()[0];
  }

  /** Whether sound flows. */
  get running() {
    return this.context.state === "running";
  }

  /** How loud the microphone is, from 0 to 1, muted or not. */
  get level() {
    if (!this.#microphone || !this.running) return 0;
    this.#meter.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0);
    return Math.min(1, Math.sqrt(power / METER_SAMPLES) / LOUDEST);
  }

  /** Whether the gate lets the microphone out; the meter listens in front of it. */
  get audible() {
    return this.#gate.gain.value > 0;
  }

  set audible(open) {
    this.#gate.gain.value = open ? 1 : 0;
  }

  /** Whether there is a microphone that works. */
  get live() {
    return this.#microphone?.track.readyState === "live";
  }

  /** Whether the browser or the system holds it: it is "muted". */
  get held() {
    return this.asleep || this.#microphone?.track.muted === true;
  }

  /** Tells it from now on if no sound flows, once it had a moment to begin. */
  watch() {
    clearTimeout(this.#patience);
    this.#sleep(false);
    if (!this.running) this.#patience = setTimeout(() => this.#sleep(true), MOMENT);
  }

  /** The id of that microphone, or "". */
  get deviceId() {
    return (this.live && this.#microphone?.track.getSettings().deviceId) || "";
  }

  /** Puts a microphone behind the outgoing track, or none. @param {Source | null} microphone */
  plug(microphone) {
    this.#microphone?.stop();
    this.#input?.disconnect();
    this.#microphone = microphone;
    if (!microphone) return;
    const mediaStream = new MediaStream([microphone.track]);
    this.#input = new MediaStreamAudioSourceNode(this.context, { mediaStream });
    this.#input.connect(this.#meter);
    const { deviceId: id, groupId: group } = microphone.track.getSettings();
    microphone.track.onended = () => emit(this, "lost", { id, group });
    microphone.track.onmute = microphone.track.onunmute = () => emit(this, "held");
  }

  /** @param {boolean} asleep */
  #sleep(asleep) {
    if (asleep === this.asleep) return;
    this.asleep = asleep;
    emit(this, "held");
  }

  /** Ends the sound. */
  close() {
    clearTimeout(this.#patience);
    removeEventListener("click", this.#wake);
    removeEventListener("keydown", this.#wake);
    this.context.onstatechange = null;
    this.#microphone?.stop();
    this.track.stop();
    void this.context.close();
  }
}
