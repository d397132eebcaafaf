/** Your camera and microphone through lobby and call: opened once, closed when you leave. */

import { DeviceChoice } from "./device-choice.js";
import { emit, on } from "./events.js";
import { LocalMedia } from "./local-media.js";
import { Memory } from "./memory.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {{ microphone: boolean, camera: boolean }} Wanted */

/** The one LocalMedia of the page; emits `change` when what is sent is different, or could be. */
export class Devices extends EventTarget {
  /** @type {LocalMedia | null} */ local = null;
  /** @type {Promise<LocalMedia> | null} */ #opening = null;
  /** Ends the wait for it. @type {(local: LocalMedia) => void} */ #settle = () => {};
  #turn = 0; // what opens in an earlier one comes too late
  /** @type {Wanted} */ #wanted;
  #name = "";

  /** @param {Page} page */
  constructor(page) {
    super();
    this.page = page;
    this.#wanted = { microphone: page.microphone, camera: page.camera };
    const sends = !page.fake && !page.view;
    this.choice = new DeviceChoice({ memory: Memory.open(), sends, local: () => this.local });
    on(this.choice, "change", () => emit(this, "change"));
  }

  /** What could not be opened, and what was opened in its place, in sentences. */
  get problems() {
    const problems = this.local?.problems.map(({ message }) => message) ?? [];
    return [...problems, ...this.choice.sentences];
  }

  /** What is wrong with one of them now, in sentences. @param {"microphone" | "camera"} device */
  problemsOf(device) {
    const problems = this.local?.problems.filter(({ kind }) => kind === device) ?? [];
    return problems.map(({ message }) => message);
  }

  /** What is switched on, or what the next opening will switch on. @returns {Wanted} */
  get wanted() {
    return this.local?.switched ?? this.#wanted;
  }

  /** What somebody wants on, whether or not it can be opened. */
  get wished() {
    return this.#wanted;
  }

  /** What of that others hear and see: the system may hold a device. @returns {Wanted} */
  get sent() {
    const { microphone, camera } = this.local ?? this.#wanted;
    return { microphone, camera };
  }

  /** The devices, opened unless they are already. @param {string} name painted into a synthetic picture */
  open(name) {
    if (this.page.fake && this.#name !== name) this.close();
    this.#name = name;
    this.#opening ??= new Promise((resolve) => {
      this.#settle = resolve;
      this.#open(name).then(resolve);
    });
    return this.#opening;
  }

  /** Waits no more for the browser's answer: without devices, which can be switched on later. */
  async without() {
    const settle = this.#settle;
    this.close();
    this.#wanted = { microphone: false, camera: false };
    settle(await this.open(this.#name));
  }

  /** Whether the browser holds your sound back. */
  get asleep() {
    return this.local?.problems.some(({ name }) => name === "AsleepError") ?? false;
  }

  /** Switches a device on or off. @param {"microphone" | "camera"} device */
  async toggle(device) {
    if (!this.local) return;
    this.choice.lost.delete(device); // somebody decides now
    const wakes = device === "microphone" && this.asleep; // it is shown as off
    const on = wakes || !this.wanted[device];
    this.#wanted = { ...this.#wanted, [device]: on };
    if (device === "microphone") await this.local.setMicrophone(on);
    else await this.local.setCamera(on);
  }

  /** Gives the devices back: their lights go out. */
  close() {
    this.#wanted = this.wanted;
    this.#turn++;
    this.local?.close();
    this.choice.lost.clear();
    this.#opening = null;
    this.local = null;
  }

  /** @param {string} name */
  async #open(name) {
    const turn = this.#turn;
    const { fake, view, width, height, fps } = this.page;
    const devices = this.choice.chosen;
    const options = { fake, view, name, width, height, fps, ...this.#wanted, devices };
    const local = await LocalMedia.open(options);
    if (turn !== this.#turn) {
      local.close();
      return local;
    }
    this.local = local;
    on(local, "change", () => emit(this, "change"));
    on(local, "lost", ({ kind, ...device }) => this.choice.lose(kind, device));
    emit(this, "change");
    this.choice.look();
    return local;
  }
}
