/** One node in the presenter's panel, with the buttons that take it away. */

import { actionButton, element, setData } from "../dom.js";
import { STATES } from "../fleet.js";

/** @typedef {import("../fleet.js").Node & { here: boolean }} NodeHere whether this call is there */

/** A node's row. @param {NodeHere} node */
export function nodeRow({ name }) {
  const state = element("span", { class: "node-state" });
  const here = element("span", { class: "node-here" }, "this call");
  const [kill, drain] = [button("kill", "Kill", name), button("drain", "Drain", name)];
  const head = element("p", { class: "node-head" }, element("b", {}, name), here, state);
  const buttons = element("div", { class: "node-buttons" }, kill, drain);
  const row = element("li", { "data-node": name }, head, buttons);
  const show = (/** @type {NodeHere} */ node) => {
    setData(row, "state", node.state);
    setData(row, "here", node.here);
    state.textContent = STATES[node.state] ?? node.state;
    kill.ariaDisabled = String(node.state === "down"); // it keeps the focus, and its place
    drain.ariaDisabled = String(node.state !== "up");
  };
  return { row, show };
}

/** @param {string} action @param {string} text @param {string} node */
function button(action, text, node) {
  const made = actionButton({ action, text, label: `${text} ${node}` });
  made.dataset.node = node;
  return made;
}
