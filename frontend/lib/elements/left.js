/** `<call-left>`: the call is over for you: why, and the way back. */

import { actionButton, element } from "../dom.js";
import { withParameters } from "../page.js";

/** What the ways of ending a call are called. */
const TITLES = new Map([
  ["left", "You left the call"],
  ["replaced", "This call goes on in another tab"],
  ["removed", "You were removed from the call"],
  ["idle", "The call was idle for too long"],
]);

/** The last screen of a call. */
export class CallLeft extends HTMLElement {
  /** @param {{ reason: string, message: string, room: string }} end */
  constructor({ reason, message, room }) {
    super();
    this.heading = element("h1", { tabindex: "-1" }, TITLES.get(reason) ?? "The call has ended");
    this.message = message || `Whoever is still in ${room} goes on without you.`;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const rejoin = actionButton({ action: "rejoin", text: "Join again", look: "primary large" });
    const lobby = withParameters(location.href, { autojoin: "" });
    const back = element("a", { class: "button large", href: lobby }, "Back to the lobby");
    // To its own address no browser goes if that has a fragment: nothing would be loaded.
    back.addEventListener("click", () => lobby === location.href && location.reload());
    const buttons = element("div", { class: "row" }, rejoin, back);
    const text = element("p", {}, this.message);
    this.append(element("div", { class: "card centred" }, this.heading, text, buttons));
    this.heading.focus();
  }
}

customElements.define("call-left", CallLeft);
