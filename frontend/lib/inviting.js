/** The Invite button: the link of this room, or with keys the way to one. */

import { on } from "./events.js";
import { invitation } from "./host.js";
import { styled } from "./styles.js";
import { words } from "./words.js";

/** @typedef {import("./elements/invite-dialog.js").CallInviteDialog} CallInviteDialog */

/** Answers the Invite button of a call. @param {import("./call-media.js").CallParts} parts */
export function attendInvite({ signaling, screen }) {
  /** @type {CallInviteDialog | null} */ let dialog = null; // until somebody invites
  let presents = false;
  on(signaling, "message", (/** @type {import("./room-store.js").Message} */ message) => {
    if (message.type === "welcome") presents = message.rights === "present";
    if (message.type === "invitation" && dialog) dialog.invitation = invitation(screen, message);
  });
  on(signaling, "lost", () => dialog?.lost());
  screen.addEventListener("click", async ({ target }) => {
    if (!(target instanceof Element && target.closest("[data-action=invite]"))) return;
    const loaded = await load().catch(() => null);
    if (!screen.isConnected) return; // they have left
    if (!loaded) return screen.notices.show("invite", words.call.incomplete);
    dialog ??= addDialog(new loaded.CallInviteDialog(), { signaling, screen });
    dialog.open({ address: screen.options.invite, presents });
  });
}

/** Its links look as those of a presenter's panel do. */
function load() {
  return styled(import("./elements/invite-dialog.js"), "dialog", "host");
}

/** @param {CallInviteDialog} dialog @param {Pick<import("./call-media.js").CallParts, "signaling" | "screen">} parts */
function addDialog(dialog, { signaling, screen }) {
  on(dialog, "wish", (wish) => {
    dialog.sent = signaling.send(wish);
  });
  screen.append(dialog);
  return dialog;
}
