/** The way of your picture: the camera, or a placeholder while it is off, in one stream. */

import { emit } from "./events.js";
import { placeholderCamera } from "./placeholder.js";

/** @typedef {import("./painted-track.js").Source} Source */
/** @typedef {{ name: string, width?: number, height?: number }} Card */

/**
 * Keeps exactly one video track in a stream. Emits `track` when it is another one, `held` when the
 * system holds the camera or lets it go, and `lost` {id, group} when it was unplugged.
 */
export class VideoPath extends EventTarget {
  /** @type {Source | null} */ #camera = null;
  /** @type {Source | null} */ #shown = null;
  #mostFrames = 0; // a second; 0 for as many as there are

  /** @param {MediaStream} stream @param {Card} card what the placeholder shows */
  constructor(stream, card) {
    super();
    this.stream = stream;
    this.card = card;
  }

  /** Whether there is a camera that works. */
  get live() {
    return this.#camera?.track.readyState === "live";
  }

  /** Whether the system holds it, as with a shutter: it is "muted". */
  get held() {
    return this.#camera?.track.muted === true;
  }

  /** The id of that camera, or "". */
  get deviceId() {
    return (this.live && this.#camera?.track.getSettings().deviceId) || "";
  }

  /** Shows a camera, or without one the placeholder. @param {Source | null} camera */
  plug(camera) {
    this.#shown?.stop();
    for (const track of this.stream.getVideoTracks()) this.stream.removeTrack(track);
    this.#camera = camera;
    this.#shown = camera ?? placeholderCamera(this.card);
    if (this.#mostFrames) this.#shown.limitFrameRate?.(this.#mostFrames);
    this.stream.addTrack(this.#shown.track);
    const { deviceId: id, groupId: group } = this.#shown.track.getSettings();
    if (camera) {
      camera.track.onended = () => emit(this, "lost", { id, group });
      camera.track.onmute = camera.track.onunmute = () => emit(this, "held");
    }
    emit(this, "track");
  }

  /** Gives no more pictures than that, whatever is shown. @param {number} most a second */
  limitFrameRate(most) {
    if (most === this.#mostFrames) return; // a camera may blink when it is asked
    this.#mostFrames = most;
    this.#shown?.limitFrameRate?.(most);
  }

  /** Ends the picture. */
  close() {
    this.#shown?.stop();
  }
}
