/** Who comes in and how: the waiting room on both sides of its door, and a room's link. */

import { CallLink } from "../lib/elements/link.js";
import { CallNotices } from "../lib/elements/notices.js";
import { CallQr } from "../lib/elements/qr.js";
import { CallRoom } from "../lib/elements/room.js";
import { CallWaiting } from "../lib/elements/waiting.js";
import { waitingWords } from "../lib/waiting-words.js";
import { words } from "../lib/words.js";
import { chapter, specimen, whenShown } from "./chapter.js";
import { drawn, KEYED_LINK, LAN_LINK, LINK, LONG_LINK } from "./links.js";
import { devices, local, WAITING, withPictures } from "./samples.js";

const CALL = {
  step: 2,
  room: "tea",
  view: false,
  wordless: false,
  fake: true,
  mirrored: true,
  invite: "",
  xray: false,
};

/** The chapters about them. */
export function doors() {
  return [
    chapter("Waiting room", ...waitingRooms()),
    chapter("Link", ...links()),
    chapter("QR code", ...codes()),
  ];
}

function waitingRooms() {
  return [
    specimen("Nobody need wait", waiting(false, 0), "host-box"),
    specimen("Nobody waits now", waiting(true, 0), "host-box"),
    specimen("One waits", waiting(true, 1), "host-box"),
    specimen("Several wait", waiting(true, WAITING.length), "host-box"),
    specimen("What a presenter is told", told(1)),
    specimen("What a presenter is told of several", told(WAITING.length)),
    specimen("The screen of who waits", waitingScreen(words.call.waiting), "whole screen"),
    specimen("While no presenter is there", waitingScreen(words.call.waitingAlone), "whole screen"),
  ];
}

/** @param {boolean} on @param {number} count */
function waiting(on, count) {
  const made = new CallWaiting();
  whenShown(() => {
    made.on = on;
    made.people = WAITING.slice(0, count);
  });
  return made;
}

/** @param {number} count */
function told(count) {
  const made = new CallNotices();
  whenShown(() => made.show("waiting", waitingWords(WAITING.slice(0, count))));
  return made;
}

/** @param {string} note */
function waitingScreen(note) {
  const made = new CallRoom({ ...CALL, devices: devices() });
  whenShown(() => {
    made.show(local());
    made.stage.note = note;
    withPictures(made);
  });
  return made;
}

function links() {
  const [copied, refused] = [link(), link()];
  whenShown(() => {
    tell(copied, words.copy.done);
    tell(refused, words.copy.byKeys);
  });
  return [
    specimen("To be copied", link()),
    specimen("Copied", copied),
    specimen("The browser refuses to copy", refused),
  ];
}

function link() {
  return new CallLink({ label: words.invite.link, action: "copy-link", link: KEYED_LINK });
}

/** What a click would say, without the clipboard that this page leaves alone.
 * @param {HTMLElement} place @param {string} sentence */
function tell(place, sentence) {
  const told = place.querySelector("[role=status]");
  if (told) told.textContent = sentence;
}

function codes() {
  return [
    specimen("To be scanned", code(LAN_LINK)),
    specimen("A link for this computer only: no word of phones", code(LINK)),
    specimen(
      "Cannot be drawn",
      code(LAN_LINK, async () => null),
    ),
    specimen("A long link", code(LONG_LINK)),
  ];
}

/** @param {string} link */
function code(link, drawer = drawn) {
  const made = new CallQr(drawer);
  made.link = link;
  return made;
}
