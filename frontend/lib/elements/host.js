/**
 * `<call-host>`: a presenter's panel: let in, invite, spotlight, mute, remove, lock.
 *
 * Emits `wish`: the message that asks the server for it, which alone decides.
 */

import { actionButton, element, setData } from "../dom.js";
import { emit } from "../events.js";
import { hopeOf } from "../hopes.js";
import { KeyedList } from "../keyed-list.js";
import { EMPTY_ROOM, others, yourself } from "../room-store.js";
import { words } from "../words.js";
import { hostRow } from "./host-row.js";
import { HostTold } from "./host-told.js";
import { InviteForm } from "./invite-form.js";
import { panelHead } from "./panel.js";
import { toggleButton } from "./toggle.js";
import { CallWaiting } from "./waiting.js";

/** @typedef {import("./host-row.js").HostPerson} HostPerson */
/** @typedef {import("./invite-form.js").Invitation} Invitation */
/** @typedef {import("./waiting.js").WaitingPerson} WaitingPerson */

/** The presenter's panel. */
export class CallHost extends HTMLElement {
  #panel = panelHead(words.host.title);
  #waiting = new CallWaiting();
  #invite = new InviteForm();
  #list = element("ul", { class: "host-people" });
  #told = new HostTold();
  #people = new KeyedList(this.#list, (/** @type {HostPerson} */ one) => hostRow(one, this.#told));
  #alone = element("p", { class: "host-note" }, words.host.alone);
  #own = toggleButton({ action: "spotlight", text: words.host.spotlightYourself });
  #muteAll = actionButton({
    action: "mute-all",
    icons: ["microphone-off"],
    text: words.host.muteAll,
  });
  #lock = toggleButton({ action: "lock", text: words.host.lock });
  #room = EMPTY_ROOM;
  #locked = false;

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.id = "host";
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", words.host.title);
    const door = [element("h3", {}, words.host.door), buttons(this.#lock), this.#waiting];
    const invite = [element("h3", {}, words.bar.invite), this.#invite];
    const all = buttons(this.#own, this.#muteAll);
    // They are last: whoever comes moves no button from below a finger.
    const people = [element("h3", {}, words.host.people), all, this.#alone, this.#list];
    const body = element("div", { class: "host-body" }, ...door, ...invite, ...people);
    this.append(this.#panel.head, body, this.#told.line); // which is seen however far that scrolls
    this.addEventListener("click", (event) => this.#act(event));
  }

  /** Takes the focus. */
  open() {
    this.#panel.heading.focus();
  }

  /** @param {import("../room-store.js").Room} room */
  set room(room) {
    const { spotlight, you } = room;
    this.#room = room;
    const had = this.#hasFocus;
    const people = others(room).map((person) => ({ ...person, large: person.id === spotlight }));
    this.#people.show(people);
    this.#own.hidden = yourself(room)?.view !== false;
    setData(this.#own, "participantId", you ?? "");
    this.#own.setAttribute("aria-pressed", String(spotlight !== null && spotlight === you));
    this.#alone.hidden = people.length > 0;
    this.#muteAll.hidden = people.length === 0;
    if (had && !this.#hasFocus) this.open(); // the last person's button had it, or Mute all
    this.#told.follow(room);
  }

  /** Whether something in the panel has the focus, and is still to be seen. */
  get #hasFocus() {
    const { activeElement } = document;
    return this.contains(activeElement) && !activeElement?.closest("[hidden]");
  }

  /** @param {boolean} locked */
  set locked(locked) {
    const isNews = locked !== this.#locked;
    this.#locked = locked;
    this.#lock.setAttribute("aria-pressed", String(locked));
    if (isNews) this.#told.say(locked ? words.host.locked : "");
  }

  /** Whether newcomers wait, and who does; what is not told stays. @param {{ on?: boolean, people?: WaitingPerson[] }} door */
  set door({ on, people }) {
    if (on !== undefined) this.#waiting.on = on;
    if (people !== undefined) this.#waiting.people = people;
  }

  /** @param {Invitation} invitation */
  set invitation(invitation) {
    this.#invite.show(invitation);
  }

  /** @param {MouseEvent} event */
  #act({ target }) {
    const button = target instanceof Element && target.closest("[data-action]");
    if (!(button instanceof HTMLElement) || button.ariaDisabled === "true") return;
    const { action = "" } = button.dataset;
    const participant = Number(button.dataset.participantId);
    if (action === "mute-all") emit(this, "wish", { type: "mute" });
    else if (/^(mute|remove)$/.test(action)) emit(this, "wish", { type: action, participant });
    else if (action === "spotlight") emit(this, "wish", turned(button, participant));
    else if (action === "lock") emit(this, "wish", { type: action, locked: !this.#locked });
  }

  /** Whether a wish could be sent. @param {import("../room-store.js").Message} wish @param {boolean} sent */
  answer(wish, sent) {
    const isLink = wish.type === "invite"; // which is told where it was asked for
    if (isLink) this.#invite.sent = sent;
    const hope = sent ? hopeOf(wish, this.#room) : null;
    this.#told.say(sent || isLink ? (hope?.asked ?? "") : words.host.notSent, hope);
  }

  /** The server does not do it, and has said why. */
  refused() {
    this.#told.say("");
  }

  /** The connection is lost, and perhaps what was sent. */
  lost() {
    this.#invite.lost();
    this.#told.doubt(words.host.unsure);
  }
}

/** @param {HTMLElement[]} buttons side by side, where they fit */
function buttons(...buttons) {
  return element("div", { class: "host-buttons" }, ...buttons);
}

/** The wish to turn the spotlight on somebody, or off. @param {HTMLElement} button @param {number} participant */
function turned(button, participant) {
  const isOn = button.getAttribute("aria-pressed") === "true";
  return { type: "spotlight", participant: isOn ? null : participant };
}

customElements.define("call-host", CallHost);
