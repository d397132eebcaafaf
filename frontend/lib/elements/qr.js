/** `<call-qr>`: the QR code of a link, dark on white in every theme, so that phones can read it. */

import { drawing, element } from "../dom.js";
import { qrCaption, qrCode } from "../qr.js";

const MARGIN = 4; // modules that must be light around a code (ISO/IEC 18004)
const FAILED = "The QR code cannot be drawn now. Copy the link instead.";

/** A link as a picture. */
export class CallQr extends HTMLElement {
  #link = "";

  /** @param {string} link empty for none */
  set link(link) {
    this.#link = link;
    // What comes in its place moves nothing.
    this.replaceChildren(...(link ? [element("div", { class: "qr-space" })] : []));
    if (link) this.#draw(link);
  }

  /** @param {string} link */
  async #draw(link) {
    const code = await qrCode(link);
    if (link !== this.#link) return; // another one is shown meanwhile, or none
    const words = element("p", { class: "host-note" }, code ? qrCaption(link) : FAILED);
    this.replaceChildren(...(code ? [picture(code)] : []), words);
  }
}

/** @param {import("../qr.js").QrCode} code */
function picture({ size, path }) {
  const whole = size + 2 * MARGIN;
  const made = drawing("svg", {
    viewBox: `${-MARGIN} ${-MARGIN} ${whole} ${whole}`,
    role: "img",
    "aria-label": "QR code of this link",
    "shape-rendering": "crispEdges",
  });
  made.append(drawing("path", { d: path }));
  return made;
}

customElements.define("call-qr", CallQr);
