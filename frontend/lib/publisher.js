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

/** @typedef {import("./local-media.js").LocalMedia} LocalMedia */
/** @typedef {import("./media-socket.js").MediaSocket} MediaSocket */

const LARGE = 640 * 360;
const BITRATE = { large: 600_000, small: 250_000 };

/** What of one participant goes up. */
export class Publisher {
  epoch = 0;
  bytes = 0;
  chunks = 0;
  #recorder;
  #uplink;
  #bundle = new Bundle();
  #closed = false;
  /** Whether the server takes no media from here, until the next time. */
  refused = false;

  /** @param {MediaSocket} socket @param {LocalMedia} local @param {{ rotate: boolean }} options */
  constructor(socket, local, { rotate }) {
    this.socket = socket;
    this.local = local;
    const { width = 640, height = 360 } = local.options;
    this.#uplink = new Uplink(width * height < LARGE ? BITRATE.small : BITRATE.large);
    this.#recorder = new Recorder(
      { onEpoch: (mime) => this.#announce(mime), onChunk: (chunk) => this.#send(chunk) },
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
    if (this.#closed || this.#uplink.stopped || !this.socket.attached) return;
    this.refused = false;
    this.#recorder.begin(this.local.flowing, this.bitrate);
  }

  /** Sends nothing more, until a track changes or the socket is attached anew. */
  refuse() {
    this.refused = true;
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
    this.#recorder.stop();
    this.socket.send({ type: "stop" });
  }

  /** @param {string} mime */
  #announce(mime) {
    this.epoch += 1;
    this.#bundle.clear();
    this.socket.send({ type: "epoch", epoch: this.epoch, mime });
  }

  /** @param {Uint8Array<ArrayBuffer>} chunk */
  #send(chunk) {
    const message = this.#bundle.add(chunk, performance.now());
    if (!message) return;
    if (!this.socket.send(message)) return this.#recorder.stop(); // "attached" begins it again
    this.bytes += message.length;
    this.chunks += 1;
  }
}
