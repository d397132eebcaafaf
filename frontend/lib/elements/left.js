/** `<call-left>`: the call is over for you: why, and the way back. */

import { actionButton, element } from "../dom.js";
import { withParameters } from "../page.js";
import { put, sentenceOf } from "../sentence.js";
import { words } from "../words.js";

/** The ways of ending a call that have a name of their own. */
const KNOWN = /** @type {const} */ (["left", "unjoined", "replaced", "removed", "idle"]);

/** The last screen of a call. */
export class CallLeft extends HTMLElement {
  /** @param {{ reason: string, message: string, by?: string | null, room: string }} end */
  constructor({ reason, message, by, room }) {
    super();
    const title = words.left[KNOWN.find((known) => known === reason) ?? "ended"];
    this.heading = element("h1", { tabindex: "-1" }, title);
    // The link of who was removed would only be refused; who goes on elsewhere would be here twice.
    this.isFinal = reason === "removed" || reason === "replaced";
    this.told = message ? sentenceOf({ code: reason, message, by }) : words.left.goesOn(room);
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const rejoin = actionButton({
      action: "rejoin",
      text: words.left.again,
      look: "primary large",
    });
    const lobby = withParameters(location.href, { autojoin: "" });
    const back = element("a", { class: "button large", href: lobby }, words.left.lobby);
    // To its own address no browser goes if that has a fragment: nothing would be loaded.
    back.addEventListener("click", () => lobby === location.href && location.reload());
    const buttons = element("div", { class: "row" }, ...(this.isFinal ? [] : [rejoin]), back);
    const text = element("p");
    put(text, this.told);
    this.append(element("div", { class: "card centred" }, this.heading, text, buttons));
    this.heading.focus();
  }
}

customElements.define("call-left", CallLeft);
