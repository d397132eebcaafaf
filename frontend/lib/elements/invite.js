/** `<call-invite>`: you are alone, and here is the address to give to others. */

import { element } from "../dom.js";
import { words } from "../words.js";
import { CallLink } from "./link.js";

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
    const heading = element("h2", {}, words.call.alone);
    this.append(heading, element("p", {}, address ? words.call.openAddress : words.call.withKey));
    const about = { label: words.call.address, action: "copy", link: address };
    if (address) this.append(new CallLink(about));
  }
}

customElements.define("call-invite", CallInvite);
