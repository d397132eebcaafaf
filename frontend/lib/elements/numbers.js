/**
 * `<call-numbers>`: what the media path measures, over the picture that it is about.
 *
 * Compact it is one line; opened it is every row, with a plot of the last minute where a row has
 * a measured value, and `?` adds what each row means.
 */

import { element, icon } from "../dom.js";
import { History } from "../history.js";
import { numbersReport } from "../numbers-report.js";
import { closed, opened } from "../sheets.js";
import { words } from "../words.js";
import { CallCopy } from "./copy.js";
import { compact, emptyRow, fill } from "./numbers-row.js";

/** @typedef {import("../rows.js").Row} Row */

const COMPACT_ROWS = 2;

/** A list of measured values that opens and explains itself. */
export class CallNumbers extends HTMLElement {
  #about = element("span", { class: "visually-hidden" });
  #summary = element("span", { class: "numbers-summary" });
  #toggle = element("button", { type: "button", class: "chip" }, this.#about, this.#summary);
  #explain = element("button", { type: "button", class: "numbers-explain" }, "?");
  #shut = element("button", { type: "button", class: "numbers-shut" }, icon("close"));
  #list = element("dl");
  #copy = new CallCopy({
    action: "copy-numbers",
    text: words.numbers.copy,
    give: () => this.#json(),
  });
  #full = element("div", { class: "numbers-full" });
  /** @type {Row[]} */ #rows = [];
  /** @type {Map<string, History>} */ #histories = new Map(); // by key

  /** @param {import("../numbers-report.js").About & { open: boolean }} options what the numbers are about */
  constructor({ about, name, open }) {
    super();
    this.about = { about, name };
    this.#full.append(this.#explain, this.#shut, this.#list, this.#copy);
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
    this.hidden = this.#rows.length === 0;
  }

  /** Shows the newest values. @param {Row[]} rows @param {number} [now] in milliseconds */
  show(rows, now = performance.now()) {
    this.#rows = rows;
    this.#keep(now);
    this.hidden = rows.length === 0;
    // A value that says nothing has no place in the compact line.
    const known = rows.filter(({ value }) => value !== words.numbers.unknown);
    this.#summary.replaceChildren(...known.slice(0, COMPACT_ROWS).map(compact));
    if (!this.#full.hidden) this.#fill();
  }

  /** Closes the list. */
  hide() {
    this.#setOpen(false);
  }

  /** Closes the list, and gives the focus back. */
  close() {
    this.hide();
    this.#toggle.focus();
  }

  get #explained() {
    return this.#explain.getAttribute("aria-pressed") === "true";
  }

  /** Remembers a minute of what was measured, also while nobody looks. @param {number} now */
  #keep(now) {
    const kept = new Map();
    for (const { key, measured } of this.#rows) {
      if (!measured) continue;
      const history = this.#histories.get(key) ?? new History();
      history.add(now, measured.value);
      kept.set(key, history);
    }
    this.#histories = kept;
  }

  #fill() {
    const [rows, list] = [this.#rows, this.#list];
    while (list.childElementCount > rows.length) list.lastElementChild?.remove();
    rows.forEach((row, index) => {
      const points = this.#histories.get(row.key)?.points ?? [];
      fill(list.children[index] ?? list.appendChild(emptyRow()), row, points);
    });
  }

  /** @param {boolean} open */
  #choose(open) {
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
    if (open) this.#fill();
  }

  /** @param {boolean} explained */
  #setExplained(explained) {
    this.#explain.setAttribute("aria-pressed", String(explained));
    this.toggleAttribute("explained", explained);
  }

  #json() {
    const panel = { ...this.about, rows: this.#rows, histories: this.#histories };
    const report = numbersReport({ ...panel, time: new Date(), now: performance.now() });
    return JSON.stringify(report, null, 1);
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
