/**
 * `<call-numbers>`: what the media path measures, over the picture that it is about.
 *
 * Compact it is one line; opened it is every row, and `?` adds what each row means.
 */

import { element } from "../dom.js";

/** @typedef {{ label: string, value: string, explain: string }} Row */

const COMPACT_ROWS = 2;
const UNKNOWN = "unknown"; // a value that says nothing has no place in the compact line

/** A list of measured values that opens and explains itself. */
export class CallNumbers extends HTMLElement {
  #about = element("span", { class: "visually-hidden" });
  #summary = element("span", { class: "numbers-summary" });
  #toggle = element("button", { type: "button", class: "chip" }, this.#about, this.#summary);
  #explain = element("button", { type: "button", class: "numbers-explain" }, "?");
  #rows = element("dl");
  #full = element("div", { class: "numbers-full" }, this.#explain, this.#rows);

  /** @param {{ about: string, open: boolean }} options what the numbers are about */
  constructor({ about, open }) {
    super();
    this.#about.textContent = `Numbers of ${about}: `;
    this.#explain.setAttribute("aria-label", "Explain these numbers");
    this.#toggle.addEventListener("click", () => this.#setOpen(this.#full.hidden === true));
    this.#explain.addEventListener("click", () => this.#setExplained(!this.#explained));
    this.#setOpen(open);
    this.#setExplained(false);
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.append(this.#toggle, this.#full);
    this.hidden = this.#rows.childElementCount === 0;
  }

  /** Shows the newest values. @param {Row[]} rows */
  show(rows) {
    this.hidden = rows.length === 0;
    const known = rows.filter(({ value }) => value !== UNKNOWN);
    this.#summary.replaceChildren(...known.slice(0, COMPACT_ROWS).map(compact));
    while (this.#rows.childElementCount > rows.length) this.#rows.lastElementChild?.remove();
    rows.forEach((row, index) => {
      fill(this.#rows.children[index] ?? this.#rows.appendChild(emptyRow()), row);
    });
  }

  get #explained() {
    return this.#explain.getAttribute("aria-pressed") === "true";
  }

  /** @param {boolean} open */
  #setOpen(open) {
    this.#full.hidden = !open;
    this.#toggle.setAttribute("aria-expanded", String(open));
    this.toggleAttribute("open", open);
  }

  /** @param {boolean} explained */
  #setExplained(explained) {
    this.#explain.setAttribute("aria-pressed", String(explained));
    this.toggleAttribute("explained", explained);
  }
}

/** @param {Row} row */
function compact({ label, value }) {
  const name = element("span", { class: "numbers-label" }, label);
  return element("span", { class: "numbers-item" }, name, " ", element("b", {}, value), " ");
}

function emptyRow() {
  return element("div", {}, element("dt"), element("dd"), element("dd", { class: "explanation" }));
}

/** @param {Element} place @param {Row} row */
function fill(place, { label, value, explain }) {
  [label, value, explain].forEach((text, index) => {
    if (place.children[index].textContent !== text) place.children[index].textContent = text;
  });
}

customElements.define("call-numbers", CallNumbers);
