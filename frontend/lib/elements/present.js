/** `<call-present>`: who is in a room already, before you join. */

import { on } from "../events.js";
import { peopleWords } from "../people-words.js";
import { RoomLook } from "../room-look.js";

/** A sentence that changes as people come and go; nothing if it is not for you to know. */
export class CallPresent extends HTMLElement {
  #look;
  #room = "";
  #words = "";

  /** @param {{ key?: string }} options the key of an invite link */
  constructor({ key }) {
    super();
    this.#look = new RoomLook(key);
    on(this.#look, "people", (told) => {
      const words = peopleWords(told);
      if (words !== this.#words) this.textContent = this.#words = words;
    });
  }

  connectedCallback() {
    this.setAttribute("role", "status");
    this.#look.turnTo(this.#room);
  }

  disconnectedCallback() {
    this.#look.close();
  }

  /** Tells of this room from now on, or after a moment. @param {string} room @param {number} [after] */
  tellOf(room, after) {
    this.#room = room;
    if (this.isConnected) this.#look.turnTo(room, after);
  }
}

customElements.define("call-present", CallPresent);
