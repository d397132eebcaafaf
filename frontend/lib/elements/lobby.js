/** `<call-lobby>`: before the call: your name, the room, and how you will be seen and heard. */

import { Choices } from "../choices.js";
import { actionButton, element } from "../dom.js";
import { emit } from "../events.js";
import { isRoomName, LONGEST_NAME, stepsAddress } from "../page.js";
import { sentenceOf } from "../sentence.js";
import { words } from "../words.js";
import { languageField } from "./language.js";
import { CallMeter } from "./meter.js";
import { CallNotices } from "./notices.js";
import { CallSelf } from "./self-view.js";
import { textField } from "./text-field.js";

/** @typedef {import("./present.js").CallPresent} CallPresent */
/** A join that was not accepted. @typedef {import("../sentence.js").Told & { field: string | null }} Refusal */
/** @typedef {{ step: number, name: string, room: string, view: boolean, mirrored: boolean }} LobbyOptions */

const ASKED_AFTER = 2_000; // milliseconds without a device: until then it was they who took their time
const WRITTEN_AFTER = 500; // milliseconds without another letter in a room's name

/** The first screen; emits `join` {name, room}, and `anew` before another language. */
export class CallLobby extends HTMLElement {
  notices = new CallNotices();
  #self;
  #meter = new CallMeter();
  #microphone = actionButton({
    action: "microphone",
    icons: ["microphone", "microphone-off"],
    label: words.devices.microphone,
    look: "round toggle device",
  });
  #camera = actionButton({
    action: "camera",
    icons: ["camera", "camera-off"],
    label: words.devices.camera,
    look: "round toggle device",
  });
  #name = textField("name", { autocomplete: "nickname", maxlength: LONGEST_NAME });
  #room = textField("room", { autocomplete: "off", maxlength: 64, spellcheck: "false" });
  /** @type {CallPresent | null} */ #present = null;
  #people = element("div", { class: "lobby-people" });
  #devices = element("div", { class: "lobby-devices" });
  #join = element("button", { class: "primary large", "data-action": "join" }, words.lobby.join);

  /** @type {ReturnType<typeof setTimeout> | undefined} */ #asked;

  /** @param {LobbyOptions} options */
  constructor(options) {
    super();
    this.options = options;
    this.#self = new CallSelf({ mirrored: options.mirrored });
    this.#name.input.value = options.name;
    this.#room.input.value = options.room;
    this.#name.input.addEventListener("input", () => this.#showName());
    const { input } = this.#room;
    input.addEventListener("input", () => this.#present?.tellOf(input.value.trim(), WRITTEN_AFTER));
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { step, view } = this.options;
    const form = element("form", { novalidate: true, class: "lobby-form" });
    const steps = { href: stepsAddress(location.href), class: "quiet-link" };
    form.append(
      element("p", { class: "eyebrow" }, words.lobby.step(step)),
      element("h1", {}, view ? words.lobby.watchTitle : words.lobby.joinTitle),
      ...[this.#name.label, this.#room.label, this.#people, this.#join],
      element("a", steps, words.lobby.allSteps),
      languageField(new Choices()),
    );
    form.addEventListener("submit", (event) => this.#submit(event));
    this.append(element("div", { class: "lobby" }, this.#preview(view), form, this.#devices));
    this.#showName();
    this.#name.input.focus();
    this.#checkRoom();
  }

  /** What is filled in. */
  get filled() {
    return { name: this.#name.input.value.trim(), room: this.#room.input.value.trim() };
  }

  /** Takes what comes after the first painting. @param {CallPresent} present @param {HTMLElement} devices */
  equip(present, devices) {
    this.#present = present;
    present.tellOf(this.filled.room);
    this.#people.append(present);
    this.#devices.append(devices);
    const tell = () => this.notices.show("device", words.lobby.asked);
    if (!this.options.view) this.#asked = setTimeout(tell, ASKED_AFTER);
  }

  /** Shows what will be sent. @param {import("../local-media.js").LocalMedia} local */
  show(local) {
    clearTimeout(this.#asked);
    this.#self.show(local);
    this.#meter.source = () => local.level;
    this.#microphone.setAttribute("aria-pressed", String(local.microphone));
    this.#camera.setAttribute("aria-pressed", String(local.camera));
  }

  disconnectedCallback() {
    clearTimeout(this.#asked);
  }

  /** Says what is wrong with an input, beside it. @param {Refusal} refusal */
  complain(refusal) {
    const { field } = refusal;
    const place = field === "room" ? this.#room : this.#name;
    if (field !== "room" && field !== "name") this.notices.show("join", sentenceOf(refusal));
    else place.complain(sentenceOf(refusal));
  }

  /** @param {boolean} view */
  #preview(view) {
    if (view) {
      return element(
        "div",
        { class: "preview" },
        element("p", { class: "watching" }, words.lobby.watching),
        this.notices,
      );
    }
    const buttons = element("div", { class: "preview-buttons" }, this.#microphone, this.#camera);
    const picture = element("div", { class: "preview-picture" }, this.#self, buttons);
    return element("div", { class: "preview" }, picture, this.#meter, this.notices);
  }

  #showName() {
    this.#self.name = this.#name.input.value;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const { name, room } = this.filled;
    this.#name.complain(name ? "" : words.lobby.noName);
    if (this.#checkRoom() && name) emit(this, "join", { name, room });
  }

  /** Whether the room can be used; if not, it is told. */
  #checkRoom() {
    const good = isRoomName(this.filled.room);
    this.#room.complain(good ? "" : words.lobby.roomRule);
    return good;
  }
}

customElements.define("call-lobby", CallLobby);
