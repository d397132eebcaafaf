/** The Invite button: the link of this room, or with keys the way to one. */

import { CallInviteDialog } from "./elements/invite-dialog.js";
import { on } from "./events.js";
import { invitation } from "./host.js";

/** Answers the Invite button of a call. @param {import("./call-media.js").CallParts} parts */
export function attendInvite({ signaling, screen }) {
  const dialog = new CallInviteDialog();
  screen.append(dialog);
  let presents = false;
  on(dialog, "wish", (wish) => {
    dialog.sent = signaling.send(wish);
  });
  on(signaling, "message", (/** @type {import("./room-store.js").Message} */ message) => {
    if (message.type === "welcome") presents = message.rights === "present";
    if (message.type === "invitation") dialog.invitation = invitation(screen, message);
  });
  on(signaling, "lost", () => dialog.lost());
  screen.addEventListener("click", ({ target }) => {
    const isInvite = target instanceof Element && target.closest("[data-action=invite]");
    if (isInvite) dialog.open({ address: screen.options.invite, presents });
  });
}
