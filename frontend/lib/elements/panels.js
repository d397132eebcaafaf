/** The panels beside the stage: one is open at most; the focus goes into it and comes back. */

import { emit } from "../events.js";

/** Its name is the action of the button that opens it. @typedef {HTMLElement & { open: () => void }} Panel */

/** A room's panels; emits `change` when another one is open, or none. */
export class Panels extends EventTarget {
  /** @type {string | null} */ open = null;
  /** @type {Map<string, Panel>} */ #panels = new Map();

  /** @param {HTMLElement} place what they are put in @param {(name: string) => HTMLElement | null} button */
  constructor(place, button) {
    super();
    this.place = place;
    this.button = button;
  }

  /** @param {string} name @param {Panel} panel */
  add(name, panel) {
    panel.hidden = true;
    this.#panels.set(name, panel);
    this.place.append(panel);
    this.button(name)?.setAttribute("aria-controls", name);
    this.button(name)?.setAttribute("aria-expanded", "false");
  }

  /** Whether there is a panel of this name. @param {string} name */
  has(name) {
    return this.#panels.has(name);
  }

  /** Opens a panel, or closes it if it is open. @param {string} name */
  toggle(name) {
    this.#show(this.open === name ? null : name);
  }

  /** Closes the open one; false if there is none. */
  close() {
    const name = this.open;
    this.#show(null);
    if (name) this.button(name)?.focus();
    return name !== null;
  }

  /** @param {string | null} name */
  #show(name) {
    this.open = name;
    for (const [other, panel] of this.#panels) {
      panel.hidden = other !== name;
      this.button(other)?.setAttribute("aria-expanded", String(other === name));
    }
    if (name) this.#panels.get(name)?.open();
    emit(this, "change");
  }
}
