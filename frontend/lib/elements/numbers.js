/**
 * `<call-numbers>`: what the media path measures, over the picture that it is about.
 *
 * Compact it is one line; opened it is every row, with a plot of the last minute where a row has
 * a measured value, and `?` adds what each row means.
 */

import { element, icon } from "../dom.js";
import { closed, opened } from "../sheets.js";
import { words } from "../words.js";
import { CallCopy } from "./copy.js";
import { NumbersList } from "./numbers-list.js";
import { compact } from "./numbers-row.js";

/** @typedef {import("../rows.js").Row} Row */

const COMPACT_ROWS = 2;

/** A list of measured values that opens and explains itself. */
export class CallNumbers extends HTMLElement {
  #about = element("span", { class: "visually-hidden" });
  #summary = element("span", { class: "numbers-summary" });
  #toggle = element("button", { type: "button", class: "chip" }, this.#about, this.#summary);
  #explain = element("button", { type: "button", class: "numbers-explain" }, "?");
  #shut = element("button", { type: "button", class: "numbers-shut" }, icon("close"));
  #list = new NumbersList();
  #copy = new CallCopy({
    action: "copy-numbers",
    text: words.numbers.copy,
    give: () => this.#list.json(this.about),
  });
  #full = element("div", { class: "numbers-full" });
  /** @type {HTMLElement | null} */ #opener = null; // if it is another button than its own

  /** @param {import("../numbers-report.js").About & { open: boolean }} options what the numbers are about */
  constructor({ about, name, open }) {
    super();
    this.about = { about, name };
    this.#full.append(this.#explain, this.#shut, this.#list.element, this.#copy);
    this.#about.textContent = words.numbers.of(aboutInWords(this.about));
    this.#explain.setAttribute("aria-label", words.numbers.explain);
    this.#toggle.addEventListener("click", () => this.#choose(this.#full.hidden === true));
    this.#shut.setAttribute("aria-label", words.numbers.close);
    this.#shut.addEventListener("click", () => this.close());
    this.#explain.addEventListener("click", () => this.#setExplained(!this.#explained));
    this.#setOpen(open);
    this.#setExplained(false);
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.append(this.#toggle, this.#full);
    this.hidden = this.#list.rows.length === 0;
  }

  /** Shows the newest values. @param {Row[]} rows @param {number} [now] in milliseconds */
  show(rows, now = performance.now()) {
    this.#list.keep(rows, now);
    this.hidden = rows.length === 0;
    // A value that says nothing has no place in the compact line.
    const known = rows.filter(({ value }) => value !== words.numbers.unknown);
    this.#summary.replaceChildren(...known.slice(0, COMPACT_ROWS).map(compact));
    if (!this.#full.hidden) this.#list.fill();
  }

  /** Closes the list. */
  hide() {
    this.#setOpen(false);
  }

  /** Closes the list, and gives the focus back. */
  close() {
    this.hide();
    const back = this.#opener?.checkVisibility() ? this.#opener : this.#toggle;
    back.focus();
  }

  /** Whether there is anything to open. */
  get isThere() {
    return this.checkVisibility();
  }

  /** Whether it is open as a sheet over the stage, which the style sheet tells. */
  get isSheet() {
    return getComputedStyle(this.#full).getPropertyValue("--sheet") === "1";
  }

  /** Opens the list from another button than its own, which has the focus again when it is closed. @param {HTMLElement} opener */
  openFrom(opener) {
    this.#choose(true, opener);
    (this.#shut.checkVisibility() ? this.#shut : this.#explain).focus();
  }

  get #explained() {
    return this.#explain.getAttribute("aria-pressed") === "true";
  }

  /** @param {boolean} open @param {HTMLElement | null} [opener] */
  #choose(open, opener = null) {
    this.#opener = opener;
    this.#setOpen(open, "chosen");
    if (open) opened(this);
  }

  /** @param {boolean} open @param {"" | "chosen"} [how] the latter by somebody who is here */
  #setOpen(open, how = "") {
    this.#full.hidden = !open;
    this.#toggle.setAttribute("aria-expanded", String(open));
    if (open) this.setAttribute("open", how);
    else this.removeAttribute("open");
    if (!open) closed(this);
    if (open) this.#list.fill();
  }

  /** @param {boolean} explained */
  #setExplained(explained) {
    this.#explain.setAttribute("aria-pressed", String(explained));
    this.toggleAttribute("explained", explained);
  }
}

/**
 * Closes an open list; false if there is none.
 * @param {HTMLElement} place @param {":focus-within" | "[open=chosen]"} which
 */
export function closeNumbers(place, which) {
  const numbers = place.querySelector(`call-numbers[open]${which}`);
  if (numbers instanceof CallNumbers) numbers.close();
  return numbers !== null;
}

/** @param {import("../numbers-report.js").About} about */
function aboutInWords({ about, name }) {
  if (about === "own") return words.numbers.own;
  return about === "screen" ? words.tile.screen(name) : name;
}

customElements.define("call-numbers", CallNumbers);
