/** `<call-people>`: everybody in the room, raised hands first, with what presence tells. */

import { element, icon, saidOnly, setData } from "../dom.js";
import { inOrder } from "../room-store.js";
import { words } from "../words.js";
import { CallAvatar } from "./avatar.js";
import { panelHead } from "./panel.js";

/** @typedef {import("../room-store.js").Participant} Participant */
/** @typedef {import("../room-store.js").Room} Room */

/** The list of people. */
export class CallPeople extends HTMLElement {
  #list = element("ul", { class: "people", tabindex: "0", "aria-label": words.people.title });
  /** @type {Map<number, Person>} */ #people = new Map();
  #panel = panelHead(words.people.title);
  #notInside = element("p", { class: "chat-empty" }, words.people.notInside);

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.id = "people";
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", words.people.title);
    this.append(this.#panel.head, this.#notInside, this.#list);
  }

  /** Takes the focus. */
  open() {
    this.#panel.heading.focus();
  }

  /** @param {Room} room */
  set room(room) {
    this.#notInside.hidden = room.you !== null;
    for (const [id, person] of this.#people) {
      if (!room.participants.has(id)) {
        person.row.remove();
        this.#people.delete(id);
      }
    }
    inOrder(room).forEach((participant, index) => {
      const person = this.#people.get(participant.id) ?? new Person(participant);
      this.#people.set(participant.id, person);
      person.show(participant, participant.id === room.you);
      const there = this.#list.children[index];
      if (there !== person.row) this.#list.insertBefore(person.row, there ?? null);
    });
  }
}

/** One row of the list. */
class Person {
  #name = element("span", { class: "person-name", dir: "auto" });
  #note = element("span", { class: "person-note" });
  #signs = element(
    "span",
    { class: "person-signs" },
    sign("hand", "sign-hand", words.people.hand),
    sign("microphone", "sign-on", words.people.unmuted),
    sign("microphone-off", "sign-off", words.people.muted),
  );

  /** @param {Participant} participant */
  constructor({ name }) {
    const text = element("span", { class: "person-text" }, this.#name, this.#note);
    this.row = element("li", {}, new CallAvatar(name), text, this.#signs);
  }

  /** @param {Participant} participant @param {boolean} isYou */
  show(participant, isYou) {
    const { name, microphone, camera, speaking, hand_raised_at, quality, connected } = participant;
    setData(this.row, "person", name);
    setData(this.row, "microphone", microphone);
    setData(this.row, "camera", camera);
    setData(this.row, "hand", hand_raised_at !== null);
    setData(this.row, "speaking", speaking);
    setData(this.row, "quality", quality);
    setData(this.row, "connected", connected);
    setData(this.row, "view", participant.view);
    this.#name.textContent = isYou ? words.names.isYou(name) : name;
    this.#note.textContent = note(participant);
  }
}

/** @param {Participant} participant */
function note({ connected, view, camera, quality }) {
  if (!connected) return words.tile.lost;
  if (quality === "poor") return words.tile.poor;
  if (view) return words.people.watching;
  return camera ? "" : words.people.cameraOff;
}

/** @param {import("../icons.js").IconName} name @param {string} kind @param {string} text */
function sign(name, kind, text) {
  return element("span", { class: `sign ${kind}` }, icon(name), saidOnly(text));
}

customElements.define("call-people", CallPeople);
