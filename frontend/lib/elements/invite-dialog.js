/**
 * `<call-invite-dialog>`: the link of this room, to be given to others, and its QR code.
 *
 * Where a key is needed, a presenter makes a link here, and others are told whom to ask. Emits
 * `wish`, the message that asks for a link. While it is closed there is nothing in it.
 */

import { actionButton, element } from "../dom.js";
import { reachWords } from "../reach-words.js";
import { words } from "../words.js";
import { InviteForm } from "./invite-form.js";
import { CallLink } from "./link.js";
import { CallQr } from "./qr.js";

/** The dialog behind Invite. */
export class CallInviteDialog extends HTMLElement {
  #body = element("div", { class: "dialog-body" });
  #dialog = element("dialog", { closedby: "any", "aria-labelledby": "invite-title" });
  /** @type {InviteForm | null} */ #form = null;
  #qr;

  /** @param {import("./qr.js").Drawer} [code] what draws a link */
  constructor(code) {
    super();
    this.#qr = new CallQr(code);
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const title = element("h2", { id: "invite-title" }, words.invite.title);
    const [action, label] = ["close-invite", words.invite.close];
    const close = actionButton({ action, icons: ["close"], label, look: "quiet" });
    close.addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#empty());
    const head = element("header", { class: "panel-head" }, title, close);
    this.#dialog.append(head, this.#body);
    this.append(this.#dialog);
  }

  /**
   * Shows the address of a room that is open; empty where a key is needed.
   * @param {{ address: string, presents: boolean }} room
   */
  open({ address, presents }) {
    if (this.#dialog.open) return;
    if (address) {
      const link = new CallLink({ label: words.invite.room, action: "copy-room", link: address });
      const who = element("p", {}, reachWords(address) || words.invite.open);
      this.#body.replaceChildren(who, link, this.#qr);
      this.#qr.link = address;
    } else if (presents) {
      this.#form = new InviteForm();
      this.#body.replaceChildren(element("p", {}, words.invite.withKey), this.#form, this.#qr);
    } else this.#body.replaceChildren(element("p", {}, words.invite.ask));
    this.#dialog.showModal();
  }

  /** @param {import("./invite-form.js").Invitation} invitation */
  set invitation(invitation) {
    if (!this.#form) return;
    this.#qr.link = invitation.link; // first, for it moves what the form leads to
    this.#form.show(invitation);
  }

  /** Whether the wish for a link could be sent. @param {boolean} sent */
  set sent(sent) {
    if (!this.#form) return;
    this.#form.sent = sent;
    if (!sent) this.#qr.link = "";
  }

  /** The connection is lost. */
  lost() {
    if (this.#form?.lost()) this.#qr.link = "";
  }

  #empty() {
    this.#form = null;
    this.#qr.link = "";
    this.#body.replaceChildren();
  }
}

customElements.define("call-invite-dialog", CallInviteDialog);
