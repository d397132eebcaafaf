/** What lies around the pictures: the bar, its reactions, what is told, what is asked. */

import { CallBanner } from "../lib/elements/banner.js";
import { CallBar } from "../lib/elements/bar.js";
import { CallHelp } from "../lib/elements/help.js";
import { CallInviteDialog } from "../lib/elements/invite-dialog.js";
import { CallNotices } from "../lib/elements/notices.js";
import { pathProblem } from "../lib/path-words.js";
import { permissionWords } from "../lib/permission-words.js";
import { words } from "../lib/words.js";
import { chapter, specimen, whenShown } from "./chapter.js";
import { drawn, KEYED_LINK, LAN_LINK, LINK } from "./links.js";

const ON = { microphone: true, camera: true };
const OFF = { microphone: false, camera: false };
const EXPIRES = Date.UTC(2026, 5, 1, 16);

/** The chapters about them. */
export function callParts() {
  return [
    chapter("Bar", ...bars()),
    chapter("Reactions", specimen("The menu of the bar", bar(ON), "whole opened")),
    chapter("Notices", ...notices()),
    chapter("Invite dialog", ...invitations()),
    chapter("Shortcuts", specimen("The list of keys", help())),
  ];
}

function bars() {
  const busy = bar(ON, 12);
  Object.assign(busy, { screen: true, hand: true, unread: 3 });
  const open = bar(ON);
  whenShown(() => open.querySelector("[data-action=chat]")?.setAttribute("aria-expanded", "true"));
  const disabled = bar(OFF);
  whenShown(() => {
    for (const button of disabled.querySelectorAll("button")) button.disabled = true;
  });
  const hinting = bar(OFF);
  hinting.showMutedHint(true);
  return [
    specimen("Microphone and camera on", bar(ON), "whole"),
    specimen("Both off", bar(OFF), "whole"),
    specimen("Screen shared, hand raised, three lines unread", busy, "whole"),
    specimen("The chat is open", open, "whole"),
    specimen("Disabled", disabled, "whole"),
    specimen("Muted but speaking", hinting, "whole hinted"),
    specimen("Watching only", bar(OFF, 4, true), "whole"),
  ];
}

/** @param {{ microphone: boolean, camera: boolean }} media @param {number} [people] */
function bar(media, people = 2, view = false) {
  const made = new CallBar({ view, fake: true, wordless: false });
  Object.assign(made, { media, screen: false, hand: false, people, unread: 0 });
  return made;
}

function notices() {
  const [banner, one, several] = [new CallBanner(), new CallNotices(), new CallNotices()];
  const sharing = new CallNotices();
  whenShown(() => {
    banner.text = words.call.tryingAgain(words.call.lost);
    const silence = { worked: false, relays: false, way: null, contact: null };
    one.show("path", pathProblem(silence));
    sharing.show("sharing", words.call.sharing);
    several.show("device", permissionWords("camera", "", "Firefox"));
    several.show("muted", words.host.mutedYou("Ada"));
    several.show("spotlight", words.host.youAreLarge);
    several.show("error", words.server.too_many());
  });
  return [
    specimen("Reconnecting", banner, "banner-box"),
    specimen("A problem", one),
    specimen("Several", several),
    specimen("Your screen is shared", sharing),
  ];
}

function invitations() {
  return [
    specimen("An open room", dialog({ address: LAN_LINK, presents: false }), "whole"),
    specimen("On this computer only", dialog({ address: LINK, presents: false }), "whole"),
    specimen("A presenter's, with a link made", dialog({ address: "", presents: true }), "whole"),
    specimen(
      "A presenter's, without a connection",
      dialog({ address: "", presents: true, sent: false }),
      "whole",
    ),
    specimen("Not a presenter's", dialog({ address: "", presents: false })),
  ];
}

/** @param {{ address: string, presents: boolean, sent?: boolean }} whose */
function dialog({ sent = true, ...whose }) {
  const made = new CallInviteDialog(drawn);
  whenShown(() => {
    openHere(made, () => made.open(whose));
    if (whose.presents) made.invitation = { link: KEYED_LINK, rights: "talk", expires: EXPIRES };
    if (!sent) made.sent = false;
  });
  return made;
}

function help() {
  const made = new CallHelp();
  whenShown(() => openHere(made, () => made.open({ can: () => true, on: true })));
  return made;
}

/** Opens a dialog where it is described, not above all others. @param {HTMLElement} place @param {() => void} open */
function openHere(place, open) {
  const found = place.querySelector("dialog");
  if (found) found.showModal = found.show;
  open();
}
