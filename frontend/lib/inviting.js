/** The Invite button: the link of this room, or with keys the way to one. */

import { on } from "./events.js";
import { invitation } from "./host.js";

/** Answers the Invite button of a call. @param {import("./call-media.js").CallParts} parts */
export function attendInvite({ signaling, screen }) {
  const dialog = addDialog({ signaling, screen }); // it comes with the call: no lobby waits for it
  let presents = false;
  on(signaling, "message", async (/** @type {import("./room-store.js").Message} */ message) => {
    if (message.type === "welcome") presents = message.rights === "present";
    if (message.type === "invitation") (await dialog).invitation = invitation(screen, message);
  });
  on(signaling, "lost", async () => (await dialog).lost());
  screen.addEventListener("click", async ({ target }) => {
    const isInvite = target instanceof Element && target.closest("[data-action=invite]");
    if (isInvite) (await dialog).open({ address: screen.options.invite, presents });
  });
}

/** @param {Pick<import("./call-media.js").CallParts, "signaling" | "screen">} parts */
async function addDialog({ signaling, screen }) {
  const { CallInviteDialog } = await import("./elements/invite-dialog.js");
  const dialog = new CallInviteDialog();
  on(dialog, "wish", (wish) => {
    dialog.sent = signaling.send(wish);
  });
  screen.append(dialog);
  return dialog;
}
