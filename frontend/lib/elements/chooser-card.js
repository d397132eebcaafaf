/** One step's card in the chooser: what it adds, how it is started, whether it runs. */

import { element } from "../dom.js";
import { words } from "../words.js";

/** @typedef {{ number: number, title: string, idea: string, way: string[] }} Step */

/** The port of a step's page. @param {number} number */
function port(number) {
  return 8000 + number;
}

/**
 * The address of a step's page: on this host, that of the step that sent us wherever it is; in
 * each, the same room and key.
 * @param {string} address of this page @param {number} number of the step
 * @param {number} here the number of the step that sent this page
 */
export function stepAddress(address, number, here) {
  const { origin, protocol, hostname, search, hash } = new URL(address);
  const site = number === here ? origin : `${protocol}//${hostname}:${port(number)}`;
  return `${site}/${search}${hash}`;
}

/** A step's card. @param {Step} step @param {string} address of its page */
export function stepCard(step, address) {
  const state = element("span", { class: "state" });
  const open = element(
    "a",
    { class: "button primary", href: address, hidden: true },
    words.chooser.open,
  );
  const command = element("code", {}, `make step-${step.number}`);
  const where = words.chooser.port(port(step.number));
  const start = element("p", { class: "start" }, command, ` ${where}`);
  const eyebrow = element("p", { class: "eyebrow" }, words.chooser.step(step.number));
  const parts = [
    element("div", { class: "step-head" }, eyebrow, state),
    element("h2", {}, step.title),
    element("p", {}, step.idea),
    element("ol", { class: "way", "aria-label": words.chooser.way }, ...step.way.map(stop)),
  ];
  const foot = element("div", { class: "step-foot" }, start, open);
  const item = element("li", { class: "step", "data-step": step.number }, ...parts, foot);
  const show = (/** @type {boolean} */ running) => {
    item.dataset.running = String(running);
    state.textContent = running ? words.chooser.running : words.chooser.notRunning;
    open.hidden = !running;
  };
  return { item, show };
}

/** A station or a stretch on the way of the media. @param {string} name @param {number} index */
function stop(name, index) {
  return element("li", { class: index % 2 ? "stretch" : "station" }, name);
}
