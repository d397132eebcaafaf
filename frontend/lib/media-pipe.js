/**
 * The way of one publisher's bytes into a video element: queue -> SourceBuffer (Media Source Extensions).
 *
 * A SourceBuffer takes one thing at a time. A start (new recorder run, or a jump) continues the
 * timeline where it ends, in the same SourceBuffer; only another format needs a new MediaSource.
 */

import { AppendQueue, beginsCluster } from "./append-queue.js";
import { BackBuffer } from "./back-buffer.js";
import { attachSource, detachSource, isPlayable } from "./media-source.js";
import { words } from "./words.js";

/** @typedef {import("./append-queue.js").Start} Start */

/**
 * @typedef {object} PipeEvents
 * @property {() => void} beforeAppend media are about to arrive
 * @property {() => void} onOpen there is something to play: `play()`
 * @property {(message: string, again: boolean) => void} onBroken perhaps a new start can help
 */

const FIRST_AT = 0.1; // seconds: sound may begin a little before the picture, and not before zero
const KEPT = 5; // behind the picture, when there is more than
const MOST_BEHIND = 8;

/** A MediaSource in a video element, rebuilt when it must be. */
export class MediaPipe {
  #queue = new AppendQueue();
  /** @type {MediaSource | null} */ #source = null;
  /** @type {SourceBuffer | null} */ #buffer = null;
  #mime = "";
  #behind = new BackBuffer();

  /** @param {HTMLVideoElement} video @param {PipeEvents} events */
  constructor(video, events) {
    this.video = video;
    this.events = events;
    video.addEventListener("error", this.#onError);
  }

  /** The media that are there, as [from, to] of the last stretch, or null. */
  get stretch() {
    const ranges = this.#buffer?.buffered;
    if (!ranges?.length) return null;
    return { from: ranges.start(ranges.length - 1), to: ranges.end(ranges.length - 1) };
  }

  /** Announces that an init segment follows. @param {Start} start */
  begin(start) {
    this.#queue.begin(start);
    this.#pump();
  }

  /** Takes the next bytes; false if they lack their start. @param {Uint8Array<ArrayBuffer>} bytes */
  push(bytes) {
    const taken = this.#queue.push(bytes);
    this.#pump();
    return taken;
  }

  /** Ends the pipe and empties the video element. */
  close() {
    this.#queue.clear();
    this.#tearDown();
    this.video.removeEventListener("error", this.#onError);
    detachSource(this.video);
  }

  #onError = () => this.#break(this.video.error?.message || words.media.notDecoded);

  /** @param {string} message @param {boolean} again whether a new start can help */
  #break(message, again = true) {
    this.#queue.clear();
    this.#tearDown();
    this.events.onBroken(message, again);
  }

  #tearDown() {
    if (this.#buffer) this.#buffer.onupdateend = null;
    if (this.#source) this.#source.onsourceopen = null;
    this.#source = this.#buffer = null;
    this.#behind = new BackBuffer();
  }

  /** @param {string} mime */
  #build(mime) {
    this.#tearDown();
    if (!isPlayable(mime)) return this.#break(words.media.notPlayable(mime), false);
    this.#mime = mime;
    this.#source = attachSource(this.video, mime, (buffer) => {
      this.#buffer = buffer;
      buffer.onupdateend = () => this.#pump();
      this.#pump();
    });
    this.events.onOpen();
  }

  /** Does the next thing that the SourceBuffer can be asked to do. */
  #pump() {
    const entry = this.#queue.peek();
    if (!entry || this.#buffer?.updating) return;
    if ("start" in entry && (!this.#source || entry.start.mime !== this.#mime)) {
      this.#build(entry.start.mime);
    } else if (this.#buffer && this.#source?.readyState !== "open") {
      this.#break(words.media.closed);
    } else if (this.#buffer && "start" in entry) {
      this.#continue(this.#buffer, entry.start);
      this.#queue.shift();
      this.#pump();
    } else if (this.#buffer && "bytes" in entry && !this.#trim(this.#buffer, MOST_BEHIND)) {
      this.#append(this.#buffer, entry.bytes);
    }
  }

  /** Lets the timeline go on where it ends. @param {SourceBuffer} buffer @param {Start} start */
  #continue(buffer, { timestamp }) {
    buffer.abort(); // forgets half an element of the run before
    buffer.timestampOffset = (this.stretch?.to ?? FIRST_AT) - timestamp / 1000;
  }

  /** @param {SourceBuffer} buffer @param {Uint8Array<ArrayBuffer>} bytes */
  #append(buffer, bytes) {
    this.events.beforeAppend();
    if (beginsCluster(bytes)) this.#behind.note(this.stretch?.to ?? 0);
    try {
      buffer.appendBuffer(bytes);
    } catch (error) {
      const full = error instanceof DOMException && error.name === "QuotaExceededError";
      if (!full || !this.#trim(buffer, 0)) this.#break(String(error));
      return; // after the removal it is tried again
    }
    this.#queue.shift();
  }

  /**
   * Removes what was played; false if there is nothing to remove.
   * @param {SourceBuffer} buffer @param {number} most seconds that may lie behind the picture
   */
  #trim(buffer, most) {
    const { currentTime } = this.video;
    const start = buffer.buffered.length ? buffer.buffered.start(0) : currentTime;
    if (currentTime - start <= most) return false;
    const end = this.#behind.removable(start, currentTime - Math.min(most, KEPT));
    if (end !== null) buffer.remove(0, end);
    return end !== null;
  }
}
