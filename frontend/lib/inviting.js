/** The Invite button: the link of this room, or with keys the way to one. */

import { CallInviteDialog } from "./elements/invite-dialog.js";
import { on } from "./events.js";
import { invitation } from "./host.js";

/** Answers the Invite button of a call. @param {import("./call-media.js").CallParts} parts */
export function attendInvite({ signaling, screen }) {
  const dialog = new CallInviteDialog();
  let presents = false;
  screen.append(dialog);
  on(signaling, "message", (/** @type {import("./room-store.js").Message} */ message) => {
    if (message.type === "welcome") presents = message.rights === "present";
    if (message.type === "invitation") dialog.invitation = invitation(screen, message);
  });
  on(dialog, "wish", (wish) => signaling.send(wish));
  screen.addEventListener("click", ({ target }) => {
    const isInvite = target instanceof Element && target.closest("[data-action=invite]");
    if (isInvite) dialog.open({ address: screen.options.invite, presents });
  });
}
