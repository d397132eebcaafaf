/**
 * Your shared screen on its way up in step 1: a recording of its own, on a WebSocket of its own.
 *
 * So the camera goes on as it was, and no picture full of letters stands in front of a word. What
 * paints it comes with the first one: most people share none.
 */

import { on } from "./events.js";
import { MediaSocket } from "./media-socket.js";
import { Publisher } from "./publisher.js";
import { sentenceOf } from "./sentence.js";
import { words } from "./words.js";

/** One recording of a screen, from the beginning of the sharing to its end. */
class Sharing extends EventTarget {
  /** @param {string} url @param {import("./painted-screen.js").Painted} painted @param {import("./publisher.js").PublisherOptions} options */
  constructor(url, painted, options) {
    super();
    this.painted = painted;
    this.options = painted.size;
    this.flowing = new MediaStream([this.painted.track]);
    this.socket = new MediaSocket(url, { screen: true });
    this.publisher = new Publisher(this.socket, this, options);
  }

  /** Ends it. */
  close() {
    this.publisher.close();
    this.socket.close();
    this.painted.stop();
  }
}

/** The screen that you share, if you do. */
export class ChunkScreen {
  /** @type {Sharing | null} */ #sharing = null;
  #token = "";

  /**
   * @param {string} url of the WebSocket @param {import("./screen-share.js").ScreenShare} shared
   * @param {import("./publisher.js").PublisherOptions} options
   */
  constructor(url, shared, options) {
    this.url = url;
    this.shared = shared;
    this.options = options;
    on(shared, "change", () => this.#follow());
  }

  /** How much of it has gone up. */
  get sent() {
    const { bytes = 0, chunks = 0 } = this.#sharing?.publisher ?? {};
    return { bytes, chunks };
  }

  /** Begins, or goes on, as the participant with this token. @param {string} token */
  start(token) {
    this.#token = token;
    this.#sharing?.socket.attach(token);
  }

  /** To be called a few times a second. @param {number} now */
  tick(now) {
    this.#sharing?.publisher.tick(now);
  }

  /** Ends the sending. */
  close() {
    this.#sharing?.close();
    this.#sharing = null;
  }

  async #follow() {
    this.close();
    const { url, shared, options } = this;
    const { track } = shared;
    if (!track) return;
    const painter = await import("./painted-screen.js").catch(() => null);
    if (shared.track !== track) return; // thought better of it
    if (!painter) return shared.fail(words.call.incomplete);
    const onProblem = () => shared.fail(words.media.screenNotRecorded);
    const painted = painter.paintedScreen(track);
    const sharing = new Sharing(url, painted, { ...options, onProblem });
    on(sharing.socket, "error", (error) => this.#complain(error));
    this.#sharing = sharing;
    if (this.#token) sharing.socket.attach(this.#token);
  }

  /** @param {{ code: string, message: string }} error */
  #complain(error) {
    const sentence = sentenceOf(error);
    if (error.code === "too_many_publishers") this.shared.fail(sentence);
    else this.options.onProblem(sentence);
  }
}
