/** `<call-devices>`: which microphone, camera and speaker are used, and notes that try the speaker. */

import { actionButton, element } from "../dom.js";
import { words } from "../words.js";

/** @typedef {import("../device-lists.js").DeviceKind} DeviceKind */

/** @type {DeviceKind[]} */
const KINDS = ["microphone", "camera", "speaker"];

/** The lists of devices, as they are now. */
export class CallDevices extends HTMLElement {
  #fields = new Map(KINDS.map((kind) => [kind, listField(kind)]));
  #hint = element("p", { class: "devices-hint" }, words.devices.noNames);
  #ask = actionButton({ action: "ask-speaker", text: words.devices.chooseSpeaker });
  #test = actionButton({ action: "test-speaker", icons: ["sound"], text: words.devices.test });
  #told = element("p", { class: "devices-told", role: "status" });

  /** @param {import("../devices.js").Devices} devices */
  constructor(devices) {
    super();
    this.devices = devices;
    for (const [kind, { select }] of this.#fields)
      select.addEventListener("change", () => devices.choice.choose(kind, select.value));
    this.#ask.addEventListener("click", () => this.#askForSpeaker());
    this.#test.addEventListener("click", () => this.#play());
  }

  connectedCallback() {
    this.devices.addEventListener("change", this.#show);
    this.#show();
    if (this.hasChildNodes()) return;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", words.devices.group);
    const fields = [...this.#fields.values()].map(({ label }) => label);
    this.append(...fields, this.#ask, this.#hint, this.#test, this.#told);
  }

  disconnectedCallback() {
    this.devices.removeEventListener("change", this.#show);
  }

  #show = () => {
    const { choice, page, local } = this.devices;
    for (const [kind, { label, select }] of this.#fields) {
      const list = choice.lists[kind];
      label.hidden = list.length === 0;
      fill(select, list);
      select.value = choice.using(kind);
    }
    const named = choice.lists.microphone.length + choice.lists.camera.length > 0;
    this.#hint.hidden = named || page.fake || page.view || !local;
    this.#ask.hidden = !choice.speaker.asks;
    const { earlierSpeaker: earlier } = choice;
    const { chooseSpeaker, sameSpeaker } = words.devices;
    this.#ask.textContent = earlier ? sameSpeaker(earlier.label) : chooseSpeaker;
  };

  async #askForSpeaker() {
    this.#told.textContent = "";
    this.#told.textContent = await this.devices.choice.askForSpeaker();
  }

  async #play() {
    this.#test.disabled = true;
    this.#told.textContent = words.devices.playing;
    const played = await this.devices.choice.speaker.play();
    this.#told.textContent = played ? words.devices.played : words.devices.silent;
    this.#test.disabled = false;
  }
}

/** A labelled list. @param {DeviceKind} kind */
function listField(kind) {
  const select = element("select", { name: `${kind}-device` });
  const label = element(
    "label",
    { class: "field" },
    element("span", {}, words.devices[kind]),
    select,
  );
  return { label, select };
}

/** Shows these devices, unless it does already: an open list would close.
 * @param {HTMLSelectElement} select @param {import("../device-lists.js").Device[]} list */
function fill(select, list) {
  const shown = [...select.options].map(({ value, text }) => [value, text]);
  const wanted = list.map(({ id, label }) => [id, label]);
  if (JSON.stringify(shown) === JSON.stringify(wanted)) return;
  select.replaceChildren(...list.map(({ id, label }) => element("option", { value: id }, label)));
}

customElements.define("call-devices", CallDevices);
