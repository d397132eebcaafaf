/**
 * `<call-tile>`: one remote participant: picture and sound, name, state, numbers.
 *
 * Its attributes are the contract of the page: data-participant, data-state, data-latency-ms and
 * what presence tells. Playing the video is the media path's business.
 */

import { element, icon, moving, saidOnly, setData } from "../dom.js";
import { keyOf } from "../focus.js";
import { comes } from "../missing.js";
import { badge } from "../route-words.js";
import { withoutPicture } from "../rows.js";
import { missedWords, statusOf } from "../tile-words.js";
import { words } from "../words.js";
import { CallAvatar } from "./avatar.js";
import { CallNumbers } from "./numbers.js";
import { CallQuality } from "./quality.js";
import { tileLabel } from "./tile-label.js";
import { TileStatus } from "./tile-status.js";
import { CallTools } from "./tools.js";

/** @typedef {import("../room-store.js").Participant} Participant */

/** One remote participant on the stage. */
export class CallTile extends HTMLElement {
  video = moving();
  #avatar;
  #numbers;
  #tools;
  #status = new TileStatus();
  #name = element("span", { class: "tile-name", dir: "auto" });
  #hand = element("span", { class: "tile-hand" }, icon("hand"), saidOnly(words.tile.hand));
  #quality = new CallQuality();
  #route = element("span", { class: "tile-route" });
  #unreceived = element("p", { class: "tile-unreceived" });
  #bitrate = 0;
  #label = tileLabel(this.#status.sign, this.#name, this.#route, this.#quality);

  /** @param {Participant} participant @param {{ xray: boolean, screen?: boolean }} options */
  constructor(participant, { xray, screen = false }) {
    super();
    this.screen = screen;
    this.name = participant.name;
    const label = screen ? words.tile.screen(participant.name) : participant.name;
    this.#avatar = new CallAvatar(participant.name);
    const about = screen ? "screen" : "participant";
    this.#numbers = new CallNumbers({ about, name: participant.name, open: xray });
    const { video } = this;
    this.#tools = new CallTools({ label, video, hasSound: !screen, numbers: this.#numbers });
    this.setAttribute("role", "group");
    this.show(participant);
    this.showState("waiting");
  }

  connectedCallback() {
    // Built once: a video that is moved in the document stops playing.
    if (this.hasChildNodes()) return;
    const { sentence } = this.#status;
    this.append(this.video, this.#avatar, sentence, this.#label, this.#hand, this.#numbers);
    this.append(this.#tools, this.#unreceived);
  }

  /** Whether anything comes of this person, or of this screen. */
  get receives() {
    return comes({ state: this.dataset.state, bitrate: this.#bitrate });
  }

  /** What this person does not receive of you, if anything. @param {import("../tile-words.js").Missed} what */
  set misses(what) {
    this.#unreceived.textContent = missedWords(what);
  }

  /** What this tile is called where it is pinned. */
  get key() {
    return keyOf(this.name, this.screen);
  }

  /** How it stands on the stage. @param {import("../focus.js").Standing} standing */
  set standing({ large, pinned, spotlit }) {
    setData(this, "large", large);
    setData(this, "spotlight", spotlit);
    this.#tools.show({ large, pinned });
  }

  /** How loud this person is for you. @param {number} volume from 0 to 1 */
  set volume(volume) {
    this.#tools.volume = volume;
  }

  /** What presence tells of this person. @param {Participant} participant */
  show({ name, microphone, camera, speaking, hand_raised_at, quality, connected, forwarded }) {
    const label = this.screen ? words.tile.screen(name) : name;
    this.setAttribute("aria-label", label);
    setData(this, this.screen ? "screen" : "participant", name);
    setData(this, "microphone", microphone || this.screen);
    setData(this, "camera", camera || this.screen);
    setData(this, "speaking", speaking && microphone && !this.screen);
    setData(this, "hand", hand_raised_at !== null && !this.screen);
    setData(this, "connected", connected);
    setData(this, "forwarded", forwarded);
    this.#name.textContent = label;
    this.#avatar.name = name;
    this.#quality.link = quality;
    this.#tellStatus();
  }

  /** What the media path tells of the picture. @param {import("../tile-words.js").MediaState} state */
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

  /** @param {import("./numbers.js").Row[]} rows @param {number} bitrate @param {import("./quality.js").Rating} rating */
  showNumbers(rows, bitrate, rating) {
    this.#bitrate = bitrate;
    this.#quality.media = rating;
    this.#tellQuality();
    this.#numbers.show(this.dataset.camera === "true" ? rows : withoutPicture(rows));
  }

  #tellStatus() {
    this.#status.show(statusOf(this.dataset));
    this.#tellQuality();
  }

  /** It is not called good if no media come. */
  #tellQuality() {
    const comes = this.dataset.connected === "true" && this.receives;
    setData(this, "quality", this.#quality.show(comes));
  }
}

customElements.define("call-tile", CallTile);
