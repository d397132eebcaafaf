/** Your camera and microphone through lobby and call: opened once, closed when you leave. */

import { emit } from "./events.js";
import { LocalMedia } from "./local-media.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {{ microphone: boolean, camera: boolean }} Wanted */

/** The one LocalMedia of the page; emits `change` whenever what is sent is different. */
export class Devices extends EventTarget {
  /** @type {LocalMedia | null} */ local = null;
  /** @type {Promise<LocalMedia> | null} */ #opening = null;
  /** @type {Wanted} */ #wanted;
  #name = "";

  /** @param {Page} page */
  constructor(page) {
    super();
    this.page = page;
    this.#wanted = { microphone: page.microphone, camera: page.camera };
  }

  /** What could not be opened, in sentences. */
  get problems() {
    return this.local?.problems.map(({ message }) => message) ?? [];
  }

  /** What is switched on, or what the next opening will switch on. @returns {Wanted} */
  get wanted() {
    const { microphone, camera } = this.local ?? this.#wanted;
    return { microphone, camera };
  }

  set wanted(wanted) {
    this.#wanted = wanted;
  }

  /**
   * The devices, opened unless they are already.
   * @param {string} name painted into a synthetic picture
   */
  open(name) {
    if (this.page.fake && this.#name !== name) this.close();
    this.#name = name;
    this.#opening ??= this.#open(name);
    return this.#opening;
  }

  /** Switches a device on or off. @param {"microphone" | "camera"} device */
  async toggle(device) {
    if (device === "microphone") await this.local?.setMicrophone(!this.local.microphone);
    else await this.local?.setCamera(!this.local.camera);
  }

  /** Gives the devices back: their lights go out. */
  close() {
    this.#wanted = this.wanted;
    // What is still being opened is closed as soon as it is open.
    this.#opening?.then((local) => local.close());
    this.#opening = null;
    this.local = null;
  }

  /** @param {string} name */
  async #open(name) {
    const { fake, view, width, height, fps } = this.page;
    const options = { fake, view, name, width, height, fps, ...this.#wanted };
    const opening = LocalMedia.open(options);
    const local = await opening;
    if (this.#name === name && this.#opening) this.local = local;
    local.addEventListener("change", () => emit(this, "change"));
    emit(this, "change");
    return local;
  }
}
