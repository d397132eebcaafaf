/**
 * `<call-waiting>`: a presenter's waiting room: whether newcomers wait, who does, who may come in.
 *
 * Emits `wish`: the message that asks the server for it, which alone decides.
 */

import { actionButton, element, setData } from "../dom.js";
import { emit } from "../events.js";
import { KeyedList } from "../keyed-list.js";
import { words } from "../words.js";
import { toggleButton } from "./toggle.js";

/** @typedef {{ id: number, name: string }} WaitingPerson */

/** The door of a room, as its presenter sees it. */
export class CallWaiting extends HTMLElement {
  #switch = toggleButton({ action: "waiting-room", text: words.host.letWait });
  #all = actionButton({ action: "admit-all", text: words.host.admitAll });
  #list = element("ul", { class: "host-people" });
  #people = new KeyedList(this.#list, waitingRow);
  #told = element("p", { class: "host-note", role: "status" });
  #box = element("div", { class: "waiting-box" }, this.#all, this.#list, this.#told);
  #on = false;

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.append(this.#switch, this.#box);
    this.addEventListener("click", (event) => this.#act(event));
    this.people = [];
  }

  /** @param {boolean} on */
  set on(on) {
    this.#on = on;
    this.#switch.setAttribute("aria-pressed", String(on));
    const nobody = this.#list.childElementCount === 0;
    this.#box.hidden = !on && nobody;
    this.#told.textContent = on && nobody ? words.host.nobodyWaits : "";
  }

  /** @param {WaitingPerson[]} people */
  set people(people) {
    const had = this.#hasFocus;
    this.#people.show(people);
    this.#all.disabled = people.length < 2;
    this.on = this.#on;
    if (had && !this.#hasFocus) (this.#list.querySelector("button") ?? this.#switch).focus();
  }

  /** Whether a button that may go has the focus, and is still there. */
  get #hasFocus() {
    const { activeElement } = document;
    return (
      this.#list.contains(activeElement) || (activeElement === this.#all && !this.#all.disabled)
    );
  }

  /** @param {MouseEvent} event */
  #act({ target }) {
    const button = target instanceof Element && target.closest("[data-action]");
    if (!(button instanceof HTMLElement)) return;
    const { action } = button.dataset;
    const waiting = Number(button.dataset.waiting);
    if (action === "waiting-room") emit(this, "wish", { type: "waiting_room", on: !this.#on });
    else if (action === "admit-all") emit(this, "wish", { type: "admit" });
    else if (action === "admit") emit(this, "wish", { type: "admit", waiting });
    else if (action === "turn-away") emit(this, "wish", { type: "turn_away", waiting });
  }
}

/** Somebody who waits, with the buttons that decide. @param {WaitingPerson} person */
function waitingRow({ name }) {
  const admit = actionButton({
    action: "admit",
    text: words.host.admit,
    label: words.host.admitOf(name),
    look: "primary",
  });
  const away = actionButton({
    action: "turn-away",
    text: words.host.turnAway,
    label: words.host.turnAwayOf(name),
  });
  const buttons = element("div", { class: "host-row-buttons" }, admit, away);
  const row = element("li", {}, element("span", { class: "host-name" }, name), buttons);
  const show = (/** @type {WaitingPerson} */ { id }) => {
    for (const button of [admit, away]) setData(button, "waiting", id);
  };
  return { row, show };
}

customElements.define("call-waiting", CallWaiting);
