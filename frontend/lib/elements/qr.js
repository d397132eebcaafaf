/** `<call-qr>`: the QR code of a link, dark on white in every theme, so that phones can read it. */

import { drawing, element } from "../dom.js";
import { qrCode } from "../qr.js";
import { reachWords } from "../reach-words.js";
import { words } from "../words.js";

const MARGIN = 4; // modules that must be light around a code (ISO/IEC 18004)

/** @typedef {(link: string) => Promise<import("../qr.js").QrCode | null>} Drawer */

/** A link as a picture. */
export class CallQr extends HTMLElement {
  #link = "";

  /** @param {Drawer} code what draws it */
  constructor(code = qrCode) {
    super();
    this.code = code;
  }

  /** @param {string} link empty for none */
  set link(link) {
    this.#link = link;
    // What comes in its place moves nothing.
    this.replaceChildren(...(link ? [element("div", { class: "qr-space" })] : []));
    if (link) this.#draw(link);
  }

  /** @param {string} link */
  async #draw(link) {
    const code = await this.code(link);
    if (link !== this.#link) return; // another one is shown meanwhile, or none
    const caption = code ? words.invite.qrPhone : words.invite.qrFailed;
    const told = element("p", { class: "host-note" }, caption);
    // By some links no phone comes in, which is said beside them.
    told.hidden = code !== null && reachWords(link) !== "";
    this.replaceChildren(...(code ? [picture(code)] : []), told);
  }
}

/** @param {import("../qr.js").QrCode} code */
function picture({ size, path }) {
  const whole = size + 2 * MARGIN;
  const made = drawing("svg", {
    viewBox: `${-MARGIN} ${-MARGIN} ${whole} ${whole}`,
    role: "img",
    "aria-label": words.invite.qr,
    "shape-rendering": "crispEdges",
  });
  made.append(drawing("path", { d: path }));
  return made;
}

customElements.define("call-qr", CallQr);
