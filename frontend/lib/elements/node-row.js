/** One node in the presenter's panel, with the buttons that take it away. */

import { actionButton, element, setData } from "../dom.js";
import { stateWords } from "../fleet.js";
import { words } from "../words.js";

/** @typedef {import("../fleet.js").Node & { here: boolean }} NodeHere whether this call is there */

/** A node's row. @param {NodeHere} node */
export function nodeRow({ name }) {
  const state = element("span", { class: "node-state" });
  const here = element("span", { class: "node-here" }, words.nodes.here);
  const { nodes } = words;
  const kill = actionButton({ action: "kill", text: nodes.kill, label: nodes.killOf(name) });
  const drain = actionButton({ action: "drain", text: nodes.drain, label: nodes.drainOf(name) });
  for (const button of [kill, drain]) button.dataset.node = name;
  const head = element("p", { class: "node-head" }, element("b", {}, name), here, state);
  const buttons = element("div", { class: "node-buttons" }, kill, drain);
  const row = element("li", { "data-node": name }, head, buttons);
  const show = (/** @type {NodeHere} */ node) => {
    setData(row, "state", node.state);
    setData(row, "here", node.here);
    state.textContent = stateWords(node.state);
    kill.ariaDisabled = String(node.state === "down"); // it keeps the focus, and its place
    drain.ariaDisabled = String(node.state !== "up");
  };
  return { row, show };
}
