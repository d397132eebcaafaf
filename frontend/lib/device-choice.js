/**
 * Which microphone, camera and speaker are used: the chosen ones as long as they are there.
 *
 * The choice is kept in this browser. Whoever pulls a plug goes on with another device that is there
 * or comes in a moment, is told so, and has the chosen one again as soon as it is back. If there is
 * none, what is plugged in later waits until somebody switches it on.
 */

import { betterDevice, chosenIn, deviceLists, find, noDevices } from "./device-lists.js";
import { DeviceQueue } from "./device-queue.js";
import { emit } from "./events.js";
import { Speaker } from "./speaker.js";
import { words } from "./words.js";

/** @typedef {import("./device-lists.js").DeviceKind} DeviceKind */
/** @typedef {import("./device-lists.js").Device} Device */
/** @typedef {import("./device-lists.js").Used} Used */
/** @typedef {import("./device-problems.js").Kind} Kind */

/**
 * @typedef {object} DeviceChoiceOptions
 * @property {import("./memory.js").Memory} memory
 * @property {() => import("./local-media.js").LocalMedia | null} local what is sent, while there is something
 * @property {boolean} sends whether devices are used at all, and nothing synthetic
 */

/** @type {DeviceKind[]} */ const KINDS = ["microphone", "camera", "speaker"];
const MOMENT = 3_000; // milliseconds in which a system lists what takes the place of a lost one

/** The choice of devices; emits `change`. */
export class DeviceChoice extends EventTarget {
  lists = noDevices();
  speaker = new Speaker();
  /** Those just pulled out. @type {Map<Kind, Used & { until: number }>} */ lost = new Map();
  #chosen;
  /** @type {Map<DeviceKind, string>} */ #told = new Map();
  #queues = new Map(KINDS.map((kind) => [kind, new DeviceQueue()]));

  /** @param {DeviceChoiceOptions} options */
  constructor(options) {
    super();
    this.options = options;
    this.#chosen = chosenIn(options.memory.devices);
    navigator.mediaDevices?.addEventListener("devicechange", () => this.look());
  }

  /** The ids that were chosen, of whichever devices. */
  get chosen() {
    const { microphone, camera } = this.#chosen;
    return { microphone: microphone?.id, camera: camera?.id };
  }

  /** What has happened to the devices, in sentences. */
  get sentences() {
    return [...this.#told.values()];
  }

  /** The id of the device that is used, or would be if it were on. @param {DeviceKind} kind */
  using(kind) {
    const list = this.lists[kind];
    return this.#open(kind) ?? (find(list, this.#chosen[kind]?.id) ?? list[0])?.id ?? "";
  }

  /** Uses a device from now on, and the next time. @param {DeviceKind} kind @param {string} id */
  async choose(kind, id) {
    const device = find(this.lists[kind], id);
    if (!device) return;
    this.#told.delete(kind);
    if (kind === "speaker") await this.speaker.use(id);
    else await this.options.local()?.choose(kind, id);
    if ((this.#open(kind) ?? id) === id) {
      this.#chosen = { ...this.#chosen, [kind]: device };
      this.options.memory.devices = this.#chosen;
    }
    emit(this, "change");
  }

  /** The speaker that was chosen on an earlier visit, and is not listed before the browser was asked. */
  get earlierSpeaker() {
    const { speaker } = this.#chosen;
    return speaker?.id && !find(this.lists.speaker, speaker.id) ? speaker : undefined;
  }

  /** Lets the browser ask for a speaker, and uses it; the sentence to be told, if there is one. */
  async askForSpeaker() {
    const answer = await this.speaker.ask(this.earlierSpeaker?.id);
    if ("problem" in answer) return answer.problem;
    await this.look(); // now it is listed
    await this.choose("speaker", answer.id);
    return "";
  }

  /** A device was pulled out, or the browser has taken it away. @param {Kind} kind @param {Used} device */
  lose(kind, device) {
    this.#told.delete(kind);
    this.lost.set(kind, { ...device, until: Date.now() + MOMENT });
    return this.look();
  }

  /** Looks which devices there are now, and changes to better ones; a question holds up its kind. */
  async look() {
    for (const [kind, { until }] of this.lost) if (Date.now() > until) this.lost.delete(kind);
    const listed = navigator.mediaDevices?.enumerateDevices().catch(() => []);
    const lists = deviceLists((await listed) ?? []);
    if (!this.speaker.canChoose) lists.speaker = [];
    this.lists = this.options.sends ? lists : { ...noDevices(), speaker: lists.speaker };
    const queues = [...this.#queues];
    await Promise.all(queues.map(([kind, queue]) => queue.add(() => this.#replace(kind))));
  }

  /** @param {DeviceKind} kind */
  async #replace(kind) {
    await (kind === "speaker" ? this.#replaceSpeaker() : this.#replaceSending(kind));
    emit(this, "change");
  }

  /** @param {Kind} kind */
  async #replaceSending(kind) {
    const [list, local] = [this.lists[kind], this.options.local()];
    const open = local?.deviceOf(kind);
    if (open) this.lost.delete(kind);
    // One that is lost and still in the list was taken away by the browser, on somebody's wish.
    const using = open ? { id: open } : this.lost.get(kind);
    const device = using && betterDevice(list, using, this.#chosen[kind]);
    if (!local || !device) return;
    const gone = !open || !find(list, open);
    await local.choose(kind, device.id, { open: true });
    if (local.deviceOf(kind) === device.id) this.#tell(kind, gone, device);
  }

  async #replaceSpeaker() {
    const device = betterDevice(this.lists.speaker, this.speaker, this.#chosen.speaker);
    if (!device) return;
    const gone = !find(this.lists.speaker, this.speaker.id);
    await this.speaker.use(device.id);
    // Nothing is told when the page begins with the one that was chosen the last time.
    if (gone || this.#told.has("speaker")) this.#tell("speaker", gone, device);
  }

  /** The id of the one that is open; a speaker always is. @param {DeviceKind} kind */
  #open(kind) {
    return kind === "speaker" ? this.speaker.id : this.options.local()?.deviceOf(kind) || undefined;
  }

  /** @param {DeviceKind} kind @param {boolean} gone @param {Device} device */
  #tell(kind, gone, { label }) {
    const { devices } = words;
    this.#told.set(kind, gone ? devices.gone(kind, label) : devices.back(kind, label));
  }
}
