/**
 * Sends your own media: recorder -> media socket, as fast as the connection takes it.
 *
 * A new epoch begins when a track changes, when the server asks for one, after a reconnect, and
 * when the bitrate changes.
 */

import { Bundle } from "./bundle.js";
import { on } from "./events.js";
import { Recorder } from "./recorder.js";
import { Uplink } from "./uplink.js";
import { words } from "./words.js";

/** What is recorded, which emits `track`. @typedef {EventTarget & { flowing: MediaStream, options: { width?: number, height?: number } }} Recorded */
/** @typedef {import("./media-socket.js").MediaSocket} MediaSocket */
/**
 * @typedef {object} PublisherOptions
 * @property {boolean} rotate
 * @property {(message: import("./sentence.js").Sentence) => void} onProblem
 * @property {(refused: boolean) => void} onRefused
 */

const LARGE = 640 * 360;
const BITRATE = { large: 600_000, small: 250_000 };
const AGAIN_AFTER = 1_000;
const GIVE_UP_AFTER = 3; // failures, each less than CALM after the last
const CALM = 30_000;

/** What of one participant goes up. */
export class Publisher {
  epoch = 0;
  mime = ""; // of what is recorded in it
  bytes = 0;
  chunks = 0;
  #recorder;
  #uplink;
  #bundle = new Bundle();
  #failures = 0;
  #failedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #again;
  #closed = false;
  /** Whether the server takes no media from here, until the next time. */
  refused = false;

  /** @param {MediaSocket} socket @param {Recorded} local @param {PublisherOptions} options */
  constructor(socket, local, { rotate, onProblem, onRefused }) {
    this.socket = socket;
    this.local = local;
    this.onProblem = onProblem;
    this.onRefused = onRefused;
    const { width = 640, height = 360 } = local.options;
    this.#uplink = new Uplink(width * height < LARGE ? BITRATE.small : BITRATE.large);
    this.#recorder = new Recorder(
      {
        onEpoch: (mime) => this.#announce(mime),
        onChunk: (chunk) => this.#send(chunk),
        onFailure: (reason) => this.#failed(reason),
      },
      rotate,
    );
    on(socket, "attached", () => this.begin());
    on(socket, "refresh", () => this.begin());
    on(local, "track", () => this.begin());
  }

  /** The bitrate that the picture may have now. */
  get bitrate() {
    return this.#uplink.bitrate;
  }

  /** Begins a new epoch, unless the connection is still full with the last one. */
  begin() {
    clearTimeout(this.#again);
    if (this.#closed || this.#uplink.stopped || !this.socket.attached) return;
    this.#setRefused(false);
    this.#recorder.begin(this.local.flowing, this.bitrate);
  }

  /** Sends nothing more, until a track changes or the socket is attached anew. */
  refuse() {
    this.#setRefused(true);
    this.#recorder.stop();
  }

  /** Looks at what waits to be sent; to be called a few times a second. @param {number} now */
  tick(now) {
    const advice = this.#uplink.decide(now, this.socket.waiting);
    if (advice === "stop") this.#recorder.stop();
    else if (advice === "begin" && !this.refused) this.begin();
  }

  /** Sends less often, and more at a time. @param {number} apart milliseconds between messages at least */
  spread(apart) {
    this.#bundle.apart = apart;
  }

  /** Ends the sending. */
  close() {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#recorder.stop();
    this.socket.send({ type: "stop" });
  }

  /** @param {boolean} refused */
  #setRefused(refused) {
    if (refused === this.refused) return;
    this.refused = refused;
    this.onRefused(refused);
    if (!refused) this.onProblem(""); // what was said of it is over
  }

  /** @param {string} mime */
  #announce(mime) {
    this.epoch += 1;
    this.mime = mime;
    this.#bundle.clear();
    this.socket.send({ type: "epoch", epoch: this.epoch, mime });
  }

  /** @param {Uint8Array<ArrayBuffer>} chunk */
  #send(chunk) {
    const whole = this.#recorder.rotates; // a file is one message, under an epoch of its own
    const message = whole ? chunk : this.#bundle.add(chunk, performance.now());
    if (!message) return;
    if (!this.socket.send(message)) return this.#recorder.stop(); // "attached" begins it again
    this.bytes += message.length;
    this.chunks += 1;
  }

  /** Tries again, but not for ever: everybody's picture of you begins anew. @param {unknown} reason */
  #failed(reason) {
    console.warn("The recorder failed:", reason);
    const now = performance.now();
    this.#failures = now - this.#failedAt < CALM ? this.#failures + 1 : 1;
    this.#failedAt = now;
    if (this.#failures >= GIVE_UP_AFTER) this.onProblem(words.media.notRecorded);
    else this.#again = setTimeout(() => this.begin(), AGAIN_AFTER);
  }
}
