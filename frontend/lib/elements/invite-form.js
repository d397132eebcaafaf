/** `<call-invite-form>`: makes a link for guests or watchers, good for so long, to be copied. */

import { element } from "../dom.js";
import { emit } from "../events.js";
import { reachWords } from "../reach-words.js";
import { clock, words } from "../words.js";
import { CallLink } from "./link.js";

/** @typedef {{ link: string, rights: string, expires: number }} Invitation */

/** The presenter's way to let others in; emits `wish`, the message that asks for a link. */
export class InviteForm extends HTMLElement {
  #rights = select("rights", { talk: words.invite.talk, watch: words.invite.watch });
  #hours = select("hours", { 1: words.invite.hour, 4: words.invite.hours, 24: words.invite.day });
  #make = element("button", { class: "primary", "data-action": "make-link" }, words.invite.make);
  #link = new CallLink({ label: words.invite.link, action: "copy-link", name: "invite-link" });
  #told = element("p", { class: "host-note", role: "status" });
  #asked = false; // and not yet answered

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const form = element("form", { class: "invite-form" });
    form.append(
      field(words.invite.whom, this.#rights),
      field(words.invite.time, this.#hours),
      this.#make,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const seconds = Number(this.#hours.value) * 3600;
      emit(this, "wish", { type: "invite", rights: this.#rights.value, seconds });
    });
    this.#link.hidden = true;
    this.append(form, this.#told, this.#link);
  }

  /** Whether the wish for a link could be sent. @param {boolean} sent */
  set sent(sent) {
    this.#asked = sent;
    if (sent) return;
    this.#link.hidden = true; // what is told beside it is of another one
    this.#told.textContent = words.invite.notMade;
  }

  /** The connection is lost, and with it what was asked for; gives whether that was a link. */
  lost() {
    const isMissed = this.#asked;
    if (isMissed) this.sent = false;
    return isMissed;
  }

  /** Shows a link that was made; where it was asked for, to the eye and the keyboard as well. @param {Invitation} invitation */
  show({ link, rights, expires }) {
    const wasAsked = this.#asked;
    this.#asked = false;
    const until = clock(new Date(expires), { dateStyle: "medium", timeStyle: "short" });
    const { madeForGuests, madeForWatchers } = words.invite;
    this.#link.link = link;
    this.#link.hidden = false;
    const made = rights === "watch" ? madeForWatchers(until) : madeForGuests(until);
    this.#told.textContent = `${made} ${reachWords(link)}`;
    if (wasAsked) this.#lead();
  }

  /** To the link, which may be below the visible end; who has gone on to something else stays there. */
  #lead() {
    const { activeElement, body } = document;
    this.#link.scrollIntoView({ block: "nearest" });
    if (this.contains(activeElement) || activeElement === body) this.#link.choose();
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
