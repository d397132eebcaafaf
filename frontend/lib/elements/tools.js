/**
 * `<call-tools>`: what can be done with one picture: pin it; and in a menu its volume, full
 * screen, a window of its own, its numbers. What a browser cannot do has no button.
 *
 * Emits `pin`, and `volume` with a number from 0 to 1.
 */

import { actionButton, element } from "../dom.js";
import { emit } from "../events.js";
import { words } from "../words.js";

const EDGE = 8; // pixels between a menu and the edge of the page

/** The buttons on a tile. */
export class CallTools extends HTMLElement {
  #pin;
  #more;
  #volume = element("input", { type: "range", min: 0, max: 100, step: 5, value: 100 });
  #full = actionButton({ action: "full-tile", icons: ["full"], text: words.tile.full });
  #window = actionButton({ action: "window", icons: ["window"], text: words.tile.window });
  #numbers = actionButton({ action: "numbers", icons: ["numbers"], text: words.tile.numbers });
  #told = element("p", { class: "field-problem", role: "status" });
  #menu = element("div", { popover: "auto", class: "menu", role: "group" });

  /** @param {{ label: string, video: HTMLVideoElement, hasSound: boolean, numbers: import("./numbers.js").CallNumbers }} options */
  constructor({ label, video, hasSound, numbers }) {
    super();
    this.label = label;
    this.video = video;
    this.numbers = numbers;
    const more = words.tile.more(label);
    this.#pin = actionButton({ action: "pin", icons: ["pin", "smaller"], look: "tool" });
    this.show({ large: false, pinned: false });
    this.#more = actionButton({ action: "menu", icons: ["more"], label: more, look: "tool" });
    this.#menu.setAttribute("aria-label", more);
    const volume = element("label", { class: "menu-volume" }, words.tile.volume, this.#volume);
    if (hasSound) this.#menu.append(volume);
    if (document.fullscreenEnabled) this.#menu.append(this.#full);
    if (document.pictureInPictureEnabled && "requestPictureInPicture" in video)
      this.#menu.append(this.#window);
    this.#menu.append(this.#numbers, this.#told);
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.append(this.#pin, this.#more, this.#menu);
    this.#more.popoverTargetElement = this.#menu; // without it a click would close and open again
    this.#pin.addEventListener("click", () => emit(this, "pin"));
    this.#volume.addEventListener("input", () => this.#turn());
    this.#full.addEventListener("click", () => this.#attempt(() => this.#toggleFull()));
    this.#window.addEventListener("click", () => this.#attempt(() => this.#toggleWindow()));
    this.#numbers.addEventListener("click", () => this.#openNumbers());
    this.#menu.addEventListener("beforetoggle", () => this.#tell("")); // roughly, then with its size
    this.#menu.addEventListener("toggle", () => this.#place());
    this.#menu.addEventListener("keydown", (event) => event.stopPropagation());
  }

  disconnectedCallback() {
    // A browser would keep the window, with the last picture in it.
    const isOut = document.pictureInPictureElement === this.video;
    if (isOut) document.exitPictureInPicture?.().catch(() => {});
  }

  /** Whether this picture is the large one, and whether because you have pinned it. @param {{ large: boolean, pinned: boolean }} how */
  show({ large, pinned }) {
    const { pin, smaller } = words.tile;
    const isByItself = large && !pinned; // a press makes it small, and pins nobody
    this.#pin.ariaLabel = (isByItself ? smaller : pin)(this.label);
    this.#pin.ariaPressed = isByItself ? null : String(pinned);
  }

  /** @param {number} volume from 0 to 1 */
  set volume(volume) {
    this.video.volume = volume;
    this.#volume.value = String(Math.round(100 * volume));
  }

  #turn() {
    this.volume = Number(this.#volume.value) / 100;
    emit(this, "volume", this.video.volume);
  }

  /** Beside the button, and within the page. */
  #place() {
    const button = this.#more.getBoundingClientRect();
    const { width, height } = this.#menu.getBoundingClientRect();
    const left = Math.min(button.left, innerWidth - width - EDGE);
    const top = Math.min(button.bottom + 4, innerHeight - height - EDGE);
    this.#menu.style.left = `${Math.max(EDGE, left)}px`;
    this.#menu.style.top = `${Math.max(EDGE, top)}px`;
    this.#full.setAttribute("aria-pressed", String(document.fullscreenElement === this.#tile));
  }

  /** With one more sentence the menu is higher: it is placed again. @param {string} sentence */
  #tell(sentence) {
    this.#told.textContent = sentence;
    this.#place();
  }

  /** It begins once something comes: until then there is nothing to open. */
  #openNumbers() {
    if (!this.numbers.isThere) this.#tell(words.tile.noNumbers);
    else {
      this.#menu.hidePopover(); // first, for it gives the focus back to its own button
      this.numbers.openFrom(this.#more);
    }
  }

  get #tile() {
    return this.parentElement;
  }

  /** @param {() => Promise<unknown> | undefined} action */
  async #attempt(action) {
    try {
      await action();
      this.#menu.hidePopover();
    } catch {
      this.#tell(words.tile.refused);
    }
  }

  #toggleFull() {
    const isFull = document.fullscreenElement === this.#tile;
    return isFull ? document.exitFullscreen() : this.#tile?.requestFullscreen();
  }

  #toggleWindow() {
    const isOut = document.pictureInPictureElement === this.video;
    return isOut ? document.exitPictureInPicture() : this.video.requestPictureInPicture();
  }
}

customElements.define("call-tools", CallTools);
