/** One row of the numbers: its name, its value, what it means, and how it went. */

import { element } from "../dom.js";
import { CallPlot } from "./plot.js";

/** A row that `fill` fills. */
export function emptyRow() {
  const words = [element("dt"), element("dd"), element("dd", { class: "explanation" })];
  return element("div", {}, ...words);
}

/** The row without a plot, for the compact line. @param {import("../rows.js").Row} row */
export function compact({ label, value }) {
  const name = element("span", { class: "numbers-label" }, label);
  return element("span", { class: "numbers-item" }, name, " ", element("b", {}, value), " ");
}

/**
 * Shows a row, and its plot if something is measured.
 * @param {Element} place @param {import("../rows.js").Row} row
 * @param {import("../history.js").Point[]} points
 */
export function fill(place, { label, value, explain, measured }, points) {
  [label, value, explain].forEach((text, index) => {
    if (place.children[index].textContent !== text) place.children[index].textContent = text;
  });
  const shown = place.querySelector("call-plot");
  if (!measured) return shown?.parentElement?.remove();
  const plot = shown instanceof CallPlot ? shown : addPlot(place);
  return plot.show({ label, unit: measured.unit, points });
}

/** @param {Element} place */
function addPlot(place) {
  const plot = new CallPlot();
  place.append(element("dd", { class: "plotted" }, plot));
  return plot;
}
