/**
 * Records a stream in runs ("epochs"): each is one byte stream, from its init segment on.
 *
 * A run ends when a track changes, for MediaRecorder allows no other track. What a run still had
 * to say when the next one began is left out, so that no chunk comes under a wrong epoch.
 */

const TIMESLICE = 100; // browsers cut a chunk after at least so many milliseconds
const PIECE = 1_000; // of rotation mode
const KEYFRAME_DISTANCE = 1_000;
const AUDIO_BITRATE = 32_000;
const WEBM = "video/webm";
const WITH_SOUND = [
  "video/webm;codecs=vp8,opus",
  "video/mp4;codecs=avc1.42E01F,mp4a.40.2",
  "video/mp4;codecs=avc1.42E01F,opus",
  "video/mp4",
];
const WITHOUT_SOUND = ["video/webm;codecs=vp8", "video/mp4;codecs=avc1.42E01F", "video/mp4"];

/**
 * @typedef {object} RecorderEvents
 * @property {(mime: string) => void} onEpoch the chunks that follow belong to a new run
 * @property {(chunk: Uint8Array<ArrayBuffer>) => void} onChunk
 * @property {(reason: unknown) => void} onFailure it could not begin, or it ended by itself
 */

/** The first media type that this browser can record, or "" if there is none. @param {MediaStream} stream */
export function recordableType(stream) {
  const types = stream.getAudioTracks().length ? WITH_SOUND : WITHOUT_SOUND;
  return types.find((type) => globalThis.MediaRecorder?.isTypeSupported(type)) ?? "";
}

/** A recorder that can begin again and again. */
export class Recorder {
  /** Whether each chunk is one complete file. */
  rotates = false;
  /** @type {Run | null} */ #run = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #rotation;

  /** @param {RecorderEvents} events @param {boolean} rotate complete short files in any format */
  constructor(events, rotate) {
    this.events = events;
    this.rotate = rotate;
  }

  /** Ends the current run and begins another. @param {MediaStream} stream @param {number} bitrate of the picture */
  begin(stream, bitrate) {
    this.stop();
    const type = recordableType(stream);
    this.rotates = this.rotate || !type.startsWith(WEBM);
    if (this.rotates) this.#rotate(stream, type, bitrate);
    else this.#start(stream, type, bitrate, TIMESLICE);
  }

  /** Ends the current run. */
  stop() {
    clearTimeout(this.#rotation);
    this.#run?.abandon();
    this.#run = null;
  }

  /**
   * Rotation mode: run after run, each of which gives one complete file at its end.
   * @param {MediaStream} stream @param {string} type @param {number} bitrate
   */
  #rotate(stream, type, bitrate) {
    const ending = this.#run;
    this.#start(stream, type, bitrate);
    if (!this.#run) return;
    ending?.finish();
    this.#rotation = setTimeout(() => this.#rotate(stream, type, bitrate), PIECE);
  }

  /** @param {MediaStream} stream @param {string} type @param {number} bitrate @param {number} [timeslice] */
  #start(stream, type, bitrate, timeslice) {
    const events = { ...this.events, onFailure: this.#fail };
    try {
      if (!type) throw new DOMException("no type can be recorded", "NotSupportedError");
      this.#run = new Run(stream, type, bitrate, events);
      this.#run.start(timeslice);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail = (/** @type {unknown} */ reason) => {
    this.stop();
    this.events.onFailure(reason);
  };
}

/** One run of a MediaRecorder. */
class Run {
  #recorder;
  #announced = false;
  #ending = false;
  #abandoned = false;
  /** @type {Promise<void>} */ #last = Promise.resolve(); // blobs are read in their order

  /**
   * @param {MediaStream} stream @param {string} mimeType @param {number} videoBitsPerSecond
   * @param {RecorderEvents} events
   */
  constructor(stream, mimeType, videoBitsPerSecond, events) {
    this.events = events;
    this.mimeType = mimeType;
    // videoKeyFrameIntervalDuration is honoured by Chromium only, and unknown to TypeScript.
    const options = { videoBitsPerSecond, videoKeyFrameIntervalDuration: KEYFRAME_DISTANCE };
    const sound = { audioBitsPerSecond: AUDIO_BITRATE };
    this.#recorder = new MediaRecorder(stream, { mimeType, ...options, ...sound });
    this.#recorder.ondataavailable = ({ data }) => {
      if (data.size) this.#last = this.#last.then(async () => this.#take(await data.arrayBuffer()));
    };
    this.#recorder.onerror = this.#recorder.onstop = (event) => {
      if (!this.#ending) events.onFailure(/** @type {ErrorEvent} */ (event).error ?? event.type);
    };
  }

  /** @param {number} [timeslice] without one, everything comes at the end */
  start(timeslice) {
    this.#recorder.start(timeslice);
  }

  /** Ends the run; the rest is still delivered. */
  finish() {
    this.#ending = true;
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
  }

  /** Ends the run; nothing more is delivered. */
  abandon() {
    this.#abandoned = true;
    this.finish();
  }

  /** The media type with its codecs: without them no player takes it. */
  get #format() {
    return this.mimeType.includes("codecs") ? this.mimeType : this.#recorder.mimeType;
  }

  /** @param {ArrayBuffer} data */
  #take(data) {
    if (this.#abandoned) return;
    if (!this.#announced) this.events.onEpoch(this.#format);
    this.#announced = true;
    this.events.onChunk(new Uint8Array(data));
  }
}
