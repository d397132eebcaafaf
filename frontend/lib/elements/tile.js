/**
 * `<call-tile>`: one remote participant: picture and sound, name, state, numbers.
 *
 * Its attributes are the contract of the page: data-participant, data-state, data-latency-ms and
 * what presence tells. Playing the video is the media path's business.
 */

import { element, icon, setData } from "../dom.js";
import { badge } from "../rtc-route.js";
import { CallAvatar } from "./avatar.js";
import { CallNumbers } from "./numbers.js";

/** @typedef {import("../room-store.js").Participant} Participant */
/** @typedef {"waiting" | "live" | "frozen"} MediaState */

const WORDS = {
  waiting: "Waiting for the picture",
  frozen: "The picture stands still",
  live: "",
};
const WORDS_WITHOUT_CAMERA = { waiting: "Waiting for the sound", frozen: "", live: "" };

/** One remote participant on the stage. */
export class CallTile extends HTMLElement {
  // Firefox would stop at each video with Tab, though there is nothing to do with it.
  video = element("video", { autoplay: true, playsinline: true, tabindex: -1 });
  #avatar;
  #numbers;
  #status = element("p", { class: "tile-status" });
  #name = element("span", { class: "tile-name" });
  #hand = element("span", { class: "tile-hand" }, icon("hand"), hidden("Hand raised"));
  #quality = element("span", { class: "tile-quality" });
  #route = element("span", { class: "tile-route" });
  #label = element(
    "div",
    { class: "tile-label" },
    element("span", { class: "tile-muted" }, icon("microphone-off"), hidden("Microphone off")),
    this.#name,
    this.#route,
    this.#quality,
  );

  /** @param {Participant} participant @param {{ xray: boolean, screen?: boolean }} options */
  constructor(participant, { xray, screen = false }) {
    super();
    this.screen = screen;
    this.#avatar = new CallAvatar(participant.name);
    this.#numbers = new CallNumbers({ about: participant.name, open: xray });
    this.setAttribute("role", "group");
    this.show(participant);
    this.showState("waiting");
  }

  connectedCallback() {
    // Built once: a video that is moved in the document stops playing.
    if (this.hasChildNodes()) return;
    this.append(this.video, this.#avatar, this.#status, this.#label, this.#hand, this.#numbers);
  }

  /** What presence tells of this person. @param {Participant} participant */
  show({ name, microphone, camera, speaking, hand_raised_at, quality, connected }) {
    const label = this.screen ? `${name}'s screen` : name;
    this.setAttribute("aria-label", label);
    setData(this, this.screen ? "screen" : "participant", name);
    setData(this, "microphone", microphone || this.screen);
    setData(this, "camera", camera || this.screen);
    setData(this, "speaking", speaking && microphone && !this.screen);
    setData(this, "hand", hand_raised_at !== null && !this.screen);
    setData(this, "connected", connected);
    setData(this, "quality", quality);
    this.#name.textContent = label;
    this.#avatar.name = name;
    this.#quality.textContent = quality === "poor" ? "Poor connection" : "";
    this.#tellStatus();
  }

  /** What the media path tells of the picture. @param {MediaState} state */
  showState(state) {
    setData(this, "state", state);
    this.#tellStatus();
  }

  /** Glass to glass, or null while no picture tells it. @param {number | null} milliseconds */
  showLatency(milliseconds) {
    if (milliseconds === null) delete this.dataset.latencyMs;
    else setData(this, "latencyMs", Math.round(milliseconds));
  }

  /** How the media come: direct, relay-udp, relay-tcp or relay-tls. @param {string} route @param {string} [node] */
  showRoute(route, node) {
    if (route) setData(this, "route", route);
    else delete this.dataset.route;
    this.#route.textContent = badge(route, node);
  }

  /** @param {import("./numbers.js").Row[]} rows */
  showNumbers(rows) {
    this.#numbers.show(rows);
  }

  #tellStatus() {
    const { state, connected, camera } = this.dataset;
    const words = camera === "true" ? WORDS : WORDS_WITHOUT_CAMERA;
    const text = words[/** @type {MediaState} */ (state ?? "waiting")];
    this.#status.textContent = connected === "false" ? "Lost the connection" : text;
  }
}

/** @param {string} text */
function hidden(text) {
  return element("span", { class: "visually-hidden" }, text);
}

customElements.define("call-tile", CallTile);
