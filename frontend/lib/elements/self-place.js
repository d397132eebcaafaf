/** Where your own picture lies on the stage: in a corner of your choice, or nowhere. */

import { nearestCorner, nextCorner, towards } from "../corners.js";
import { actionButton, element, setData } from "../dom.js";
import { on } from "../events.js";
import { words } from "../words.js";

const A_CLICK = 8; // pixels by which a finger slips

/** Moves your own picture by pointer and by keyboard, and puts it away. */
export class SelfPlace {
  shower = actionButton({
    action: "show-self",
    icons: ["person"],
    label: words.self.show,
    look: "tool",
  });
  #mover = actionButton({
    action: "move-self",
    icons: ["move"],
    label: words.self.move,
    look: "tool",
  });
  #hider = actionButton({
    action: "hide-self",
    icons: ["close"],
    label: words.self.hide,
    look: "tool",
  });
  /** @type {{ x: number, y: number } | null} */ #grip = null;

  /** @param {import("./self-view.js").CallSelf} self @param {import("../choices.js").Choices} choices */
  constructor(self, choices) {
    this.self = self;
    this.choices = choices;
    self.append(element("div", { class: "self-tools" }, this.#mover, this.#hider));
    this.shower.addEventListener("click", () => this.#choose(true, this.#hider));
    this.#hider.addEventListener("click", () => this.#choose(false, this.shower));
    this.#mover.addEventListener("click", () => this.#move(nextCorner(choices.now.corner)));
    this.#mover.addEventListener("keydown", (event) => this.#steer(event));
    self.addEventListener("pointerdown", (event) => this.#grasp(event));
    self.addEventListener("pointermove", (event) => this.#drag(event));
    self.addEventListener("pointerup", (event) => this.#drop(event));
    self.addEventListener("pointercancel", () => this.#letGo());
    on(choices, "change", () => this.#show());
    this.#show();
  }

  #show() {
    const { corner, ownPicture } = this.choices.now;
    setData(this.self, "corner", corner);
    setData(this.shower, "corner", corner);
    this.self.hidden = !ownPicture;
    this.shower.hidden = ownPicture;
  }

  /** @param {boolean} ownPicture @param {HTMLElement} next what has the focus then */
  #choose(ownPicture, next) {
    this.choices.change({ ownPicture });
    next.focus();
  }

  /** @param {import("../corners.js").Corner} corner */
  #move(corner) {
    if (corner !== this.choices.now.corner) this.choices.change({ corner });
  }

  /** @param {KeyboardEvent} event */
  #steer(event) {
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    this.#move(towards(this.choices.now.corner, event.key));
  }

  /** @param {PointerEvent} event */
  #grasp({ target, button, clientX, clientY, pointerId }) {
    if (button !== 0 || (target instanceof Element && target.closest("button"))) return;
    this.#grip = { x: clientX, y: clientY };
    this.self.setPointerCapture(pointerId);
  }

  /** @param {PointerEvent} event */
  #drag({ clientX, clientY }) {
    if (!this.#grip) return;
    this.self.style.translate = `${clientX - this.#grip.x}px ${clientY - this.#grip.y}px`;
  }

  /** @param {PointerEvent} event */
  #drop({ clientX, clientY }) {
    const { self } = this;
    const stage = self.parentElement?.getBoundingClientRect();
    if (!this.#grip || !stage) return;
    const way = Math.hypot(clientX - this.#grip.x, clientY - this.#grip.y);
    const { left, top, width, height } = self.getBoundingClientRect();
    this.#letGo();
    if (way < A_CLICK) return;
    const x = (left + width / 2 - stage.left) / stage.width;
    const y = (top + height / 2 - stage.top) / stage.height;
    this.#move(nearestCorner(x, y));
  }

  #letGo() {
    this.#grip = null;
    this.self.style.translate = "";
  }
}
