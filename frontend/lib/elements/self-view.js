/**
 * `<call-self>`: your own picture, small and never heard, in the lobby and in the call.
 *
 * A camera is shown as in a mirror, as everybody is used to; a synthetic picture is not.
 */

import { element, icon, moving, setData } from "../dom.js";
import { words } from "../words.js";
import { CallAvatar } from "./avatar.js";

/** @typedef {import("../local-media.js").LocalMedia} LocalMedia */

/** What you send, as you see it. */
export class CallSelf extends HTMLElement {
  #video = moving({ muted: true });
  #avatar = new CallAvatar("");
  #label = element("span", { class: "tile-name", dir: "auto" });
  #you = element("span", { class: "tile-you" }, words.names.you); // where the name has no room
  #muted = element("span", { class: "tile-muted" }, icon("microphone-off"));
  #route = element("span", { class: "tile-route" });
  #hand = element("span", { class: "tile-hand" }, icon("hand"));

  /** @param {{ mirrored: boolean }} options */
  constructor({ mirrored }) {
    super();
    this.#video.muted = true;
    setData(this, "mirrored", mirrored);
  }

  connectedCallback() {
    if (this.contains(this.#avatar)) return;
    const label = element("div", { class: "tile-label" }, this.#muted, this.#label, this.#you);
    this.prepend(this.#avatar, label, this.#route, this.#hand);
  }

  /** @param {string} name */
  set name(name) {
    this.#avatar.name = name;
    this.#label.textContent = name ? words.names.isYou(name) : "";
  }

  /** The name by which the room knows you. @param {string} name */
  set participant(name) {
    setData(this, "self", name);
    this.name = name;
  }

  /** @param {{ speaking: boolean, hand: boolean }} state */
  set presence({ speaking, hand }) {
    setData(this, "speaking", speaking);
    setData(this, "hand", hand);
  }

  /** How your packets reach the server. @param {string} route @param {string[]} way the places on it */
  showRoute(route, way) {
    if (route) setData(this, "route", route);
    else delete this.dataset.route;
    const isLong = way.length > 1;
    // A screen reader would leave the arrows out, or call them by their shape.
    this.#route.role = isLong ? "img" : null;
    this.#route.ariaLabel = isLong ? way.join(words.route.next) : null;
    const places = way.map((place, index) => (way[index + 1] ? `${place} →` : place));
    const parts = places.map((place) => element("span", {}, place));
    this.#route.replaceChildren(...parts.flatMap((part, index) => (index ? [" ", part] : [part])));
  }

  /** Shows what is sent now. @param {LocalMedia} local */
  show(local) {
    setData(this, "camera", local.camera);
    setData(this, "microphone", local.microphone);
    // In Firefox a video takes its time to get into a page: it is there with its first picture.
    if (!this.contains(this.#video)) this.prepend(this.#video);
    // The same stream with another track is shown by the element of itself.
    if (this.#video.srcObject !== local.stream) this.#video.srcObject = local.stream;
    this.#video.play().catch(() => {}); // a muted picture may play; if not, there is the avatar
  }
}

customElements.define("call-self", CallSelf);
