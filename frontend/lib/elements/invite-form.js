/** `<call-invite-form>`: makes a link for guests or watchers, good for so long, to be copied. */

import { element } from "../dom.js";
import { emit } from "../events.js";
import { CallLink } from "./link.js";

/** @typedef {{ link: string, rights: string, expires: number }} Invitation */

const WHOM = { talk: "Guests, who may speak", watch: "Watchers, who do not" };
const HOURS = { 1: "1 hour", 4: "4 hours", 24: "1 day" };

/** The presenter's way to let others in; emits `wish`, the message that asks for a link. */
export class InviteForm extends HTMLElement {
  #rights = select("rights", WHOM);
  #hours = select("hours", HOURS);
  #make = element("button", { class: "primary", "data-action": "make-link" }, "Make a link");
  #link = new CallLink({ label: "Invite link", action: "copy-link", name: "invite-link" });
  #told = element("p", { class: "host-note", role: "status" });

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const form = element("form", { class: "invite-form" });
    form.append(field("Whom", this.#rights), field("For", this.#hours), this.#make);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const seconds = Number(this.#hours.value) * 3600;
      emit(this, "wish", { type: "invite", rights: this.#rights.value, seconds });
    });
    this.#link.hidden = true;
    this.append(form, this.#told, this.#link);
  }

  /** Shows a link that was made. @param {Invitation} invitation */
  show({ link, rights, expires }) {
    const until = new Date(expires).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const whom = rights === "watch" ? "watchers" : "guests";
    this.#link.link = link;
    this.#link.hidden = false;
    this.#told.textContent = `A link for ${whom}, good until ${until}. Whoever has it can come in.`;
  }
}

/** @param {string} name @param {Record<string, string>} options */
function select(name, options) {
  const made = element("select", { name });
  for (const [value, text] of Object.entries(options))
    made.append(element("option", { value }, text));
  return made;
}

/** @param {string} text @param {HTMLElement} input */
function field(text, input) {
  return element("label", { class: "field" }, element("span", {}, text), input);
}

customElements.define("call-invite-form", InviteForm);
