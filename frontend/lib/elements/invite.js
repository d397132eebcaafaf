/** `<call-invite>`: you are alone, and here is the address to give to others. */

import { element } from "../dom.js";
import { CallLink } from "./link.js";

const WITH_KEY = "Only who has an invite link can come in. A presenter makes one by Host.";
const OPEN = "Open this address in another window, another browser, or give it to somebody.";

/** The card on an empty stage. */
export class CallInvite extends HTMLElement {
  /** @param {string} address */
  constructor(address) {
    super();
    this.address = address;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { address } = this;
    const heading = element("h2", {}, "Nobody else is here yet");
    this.append(heading, element("p", {}, address ? OPEN : WITH_KEY));
    const about = { label: "Address of this room", action: "copy", link: address };
    if (address) this.append(new CallLink(about));
  }
}

customElements.define("call-invite", CallInvite);
