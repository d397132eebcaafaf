/** The lobby's cards: a node with its load, a room with its people. */

import { element, setData } from "../dom.js";
import { loadShare, loadWords, peopleWords, stateWords, workWords } from "../fleet.js";
import { words } from "../words.js";

/** @typedef {import("../fleet.js").LoadedNode} LoadedNode */
/** @typedef {import("../fleet.js").PlacedRoom} PlacedRoom */

const HIGH = 0.9; // from here on, a node is nearly full

/** A node. @param {LoadedNode} node */
export function nodeCard({ name }) {
  const state = element("span", { class: "node-state" });
  const level = element("span");
  const load = element(
    "div",
    { class: "load", role: "meter", "aria-label": words.fleet.loadOf(name) },
    level,
  );
  const [people, work] = [element("span"), element("span", { class: "soft" })];
  const head = element("p", { class: "fleet-name" }, element("b", {}, name), state);
  const row = element("li", { "data-node": name }, head, load, people, work);
  const show = (/** @type {LoadedNode} */ node) => {
    setData(row, "state", node.state);
    state.textContent = stateWords(node.state);
    const share = loadShare(node);
    level.style.width = `${100 * share}%`;
    load.ariaValueNow = String(Math.round(100 * share));
    load.ariaValueText = loadWords(node);
    setData(load, "high", share > HIGH);
    people.textContent = loadWords(node);
    work.textContent = workWords(node);
  };
  return { row, show };
}

/** A room, with the way into it. @param {PlacedRoom} room */
export function roomCard({ name }) {
  const node = element("span", { class: "soft" });
  const count = element("span", { class: "soft" });
  const people = element("p", { class: "fleet-people" });
  const join = element(
    "a",
    {
      class: "button",
      href: `/?${new URLSearchParams({ room: name })}${location.hash}`, // with the key
      "aria-label": words.fleet.joinOf(name),
    },
    words.fleet.join,
  );
  const head = element("p", { class: "fleet-name" }, element("b", {}, name), count, node);
  const text = element("div", { class: "fleet-text" }, head, people);
  const row = element("li", { "data-room": name }, text, join);
  const show = (/** @type {PlacedRoom} */ room) => {
    setData(row, "node", room.node);
    node.textContent = words.fleet.on(room.node);
    count.textContent = peopleWords(room);
    people.textContent = room.people.join(", ");
  };
  return { row, show };
}
