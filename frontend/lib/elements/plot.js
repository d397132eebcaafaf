/** `<call-plot>`: one measured value over the last minute, drawn; and said, for who does not see it. */

import { drawing, element } from "../dom.js";
import { inWords, linePath, upTo } from "../history.js";

const SIZE = { width: 240, height: 28 };

/** A small plot that begins at 0. */
export class CallPlot extends HTMLElement {
  #line = drawing("path", { class: "plot-line" });
  #picture = drawing("svg", {
    viewBox: `0 -2 ${SIZE.width} ${SIZE.height + 4}`,
    preserveAspectRatio: "none",
    role: "img",
    class: "plot",
  });
  #most = element("span", { class: "plot-most", "aria-hidden": "true" });

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const floor = drawing("path", { class: "plot-floor", d: `M0 ${SIZE.height}H${SIZE.width}` });
    this.#picture.append(floor, this.#line);
    this.append(this.#picture, this.#most);
  }

  /** @param {{ label: string, unit: string, points: import("../history.js").Point[] }} measured */
  show({ label, unit, points }) {
    this.#line.setAttribute("d", linePath(points, SIZE));
    this.#picture.setAttribute("aria-label", `${label}: ${inWords(points, unit)}`);
    this.#most.textContent = upTo(points, unit);
  }
}

customElements.define("call-plot", CallPlot);
