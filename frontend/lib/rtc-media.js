/**
 * The media path of step 2: one peer connection with the server, which always makes the offers.
 *
 * Events: `state` {id, state}, `latency` {id, ms}, `numbers` {id, rows}, `own-numbers` {rows},
 * `problem` {message}, `autoplay-blocked` (call `playAll` from a click).
 */

import { playAloud } from "./autoplay.js";
import { emit, on } from "./events.js";
import { RtcReceiver } from "./rtc-receiver.js";
import { Ticker } from "./ticker.js";

/** @typedef {import("./local-media.js").LocalMedia} LocalMedia */

const TICK = 250;
const TICKS_PER_REPORT = 4;
const TICKS_PER_STAMP = 2;
/** Of the first lines of every offer, in their order. */
const MICROPHONE = 0;
const CAMERA = 1;

/** Media between this browser and a room. */
export class RtcMedia extends EventTarget {
  /** @type {RTCPeerConnection | null} */ #pc = null;
  /** @type {Map<number, RtcReceiver>} */ #receivers = new Map();
  /** @type {Map<number, MediaStream>} */ #streams = new Map();
  /** @type {Promise<void>} */ #last = Promise.resolve(); // one offer after the other
  #ticker = new Ticker(TICK, () => this.#tick());
  #ticks = 0;

  /** @param {import("./call-media.js").MediaOptions} options */
  constructor({ local, view, signaling }) {
    super();
    this.local = local;
    this.view = view;
    this.signaling = signaling;
    on(signaling, "message", (message) => {
      if (message.type === "offer") this.#last = this.#last.then(() => this.#answer(message));
    });
    on(local, "track", () => this.#send());
  }

  /** The server makes an offer after every welcome by itself. */
  start() {}

  /** Shows a participant's media. @param {number} id @param {HTMLVideoElement} video */
  attach(id, video) {
    this.detach(id);
    const receiver = new RtcReceiver(video);
    this.#receivers.set(id, receiver);
    for (const type of ["state", "latency", "numbers"]) {
      on(receiver, type, (detail) => emit(this, type, { id, ...detail }));
    }
    on(receiver, "blocked", () => emit(this, "autoplay-blocked"));
    const stream = this.#streams.get(id);
    if (stream) receiver.show(stream);
  }

  /** Ends the showing of a participant's media. @param {number} id */
  detach(id) {
    this.#receivers.get(id)?.close();
    this.#receivers.delete(id);
  }

  /** Plays everybody with sound; to be called while somebody clicks. */
  playAll() {
    for (const { video } of this.#receivers.values()) playAloud(video);
  }

  /** Ends everything. */
  close() {
    this.#ticker.stop();
    this.#pc?.close();
    this.#pc = null;
    for (const id of [...this.#receivers.keys()]) this.detach(id);
  }

  /** @param {import("./room-store.js").Message} offer */
  async #answer({ revision, sdp }) {
    try {
      const pc = revision === 1 || !this.#pc ? this.#begin() : this.#pc;
      await pc.setRemoteDescription({ type: "offer", sdp });
      await this.#send();
      await pc.setLocalDescription();
      this.signaling.send({ type: "answer", revision, sdp: pc.localDescription?.sdp ?? "" });
    } catch (error) {
      emit(this, "problem", { message: `The server's offer could not be answered: ${error}` });
    }
  }

  #begin() {
    this.#pc?.close();
    this.#streams.clear();
    const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    pc.ontrack = ({ streams }) => {
      for (const stream of streams) this.#receive(stream);
    };
    this.#pc = pc;
    return pc;
  }

  /** @param {MediaStream} stream whose id is that of the participant */
  #receive(stream) {
    const id = Number(stream.id);
    this.#streams.set(id, stream);
    this.#receivers.get(id)?.show(stream);
  }

  /** Puts your own tracks on their lines. */
  async #send() {
    const [microphone, camera] = [MICROPHONE, CAMERA].map(
      (line) => this.#pc?.getTransceivers()[line],
    );
    if (this.view || !microphone || !camera) return;
    const { stream } = this.local;
    microphone.direction = camera.direction = "sendonly";
    await microphone.sender.replaceTrack(stream.getAudioTracks()[0] ?? null);
    await camera.sender.replaceTrack(stream.getVideoTracks()[0] ?? null);
  }

  #tick() {
    const now = performance.now();
    const receivers = [...this.#receivers.values()];
    for (const receiver of receivers) receiver.tick(now);
    this.#ticks += 1;
    if (this.#ticks % TICKS_PER_STAMP === 0) {
      receivers[(this.#ticks / TICKS_PER_STAMP) % receivers.length]?.readStamp();
    }
    if (this.#ticks % TICKS_PER_REPORT === 0) this.#report();
  }

  async #report() {
    const stats = await this.#pc?.getStats();
    if (!stats) return;
    const now = performance.now();
    for (const receiver of this.#receivers.values()) receiver.report(now, stats);
  }
}
