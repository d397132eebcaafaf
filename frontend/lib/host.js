/** What a presenter may do to the people in the room, and what their pages do when they are asked. */

import { actionButton } from "./dom.js";
import { on } from "./events.js";
import { inviteLink, keyIn, mayPresent } from "./key.js";
import { EMPTY_ROOM, reduce } from "./room-store.js";
import { styled } from "./styles.js";
import { words } from "./words.js";

/** @typedef {import("./elements/host.js").CallHost} CallHost */
/** @typedef {import("./room-store.js").Message} Message */

/**
 * @typedef {object} HostParts
 * @property {import("./signaling.js").Signaling} signaling
 * @property {import("./elements/room.js").CallRoom} screen
 * @property {import("./shell.js").Shell} shell
 * @property {import("./devices.js").Devices} devices
 */

/** Obeys a presenter, and gives a presenter the panel for it. @param {HostParts} parts */
export function attendHost(parts) {
  const { signaling, screen } = parts;
  let room = EMPTY_ROOM;
  /** @type {Promise<CallHost | null> | null} */ let panel = null;
  const key = keyIn(location.hash);
  if (key && mayPresent(key)) load().catch(() => {}); // it is wanted in a moment
  on(signaling, "message", (/** @type {Message} */ message) => {
    room = reduce(room, message);
    const now = room;
    if (message.type === "mute") obey(parts, message);
    if (message.type === "welcome" && message.rights === "present") panel ??= offer(parts);
    panel?.then((open) => open && tell(open, message, now, screen));
    const isYou = room.spotlight !== null && room.spotlight === room.you;
    screen.notices.show("spotlight", ...(isYou ? [words.host.youAreLarge] : []));
  });
  on(signaling, "lost", () => panel?.then((open) => open?.lost()));
}

/** Few present. */
function load() {
  return styled(import("./elements/host.js"), "host");
}

/** The panel, and the button that opens it; null if it does not come. @param {HostParts} parts */
async function offer({ signaling, screen }) {
  const loaded = await load().catch(() => null);
  if (!loaded) {
    screen.notices.show("host", words.call.incomplete);
    return null;
  }
  const panel = new loaded.CallHost();
  on(panel, "wish", (wish) => panel.answer(wish, signaling.send(wish)));
  const look = "host-button";
  const button = actionButton({ action: "host", icons: ["host"], text: words.host.title, look });
  screen.addPanel("host", panel, button);
  return panel;
}

/** @param {CallHost} panel @param {Message} message @param {import("./room-store.js").Room} room @param {HostParts["screen"]} screen */
function tell(panel, message, room, screen) {
  if (message.type === "welcome" || message.type === "locked") panel.locked = message.locked;
  if (message.type === "welcome") panel.door = { on: message.waiting_room, people: [] };
  if (message.type === "waiting_room") panel.door = { on: message.on };
  if (message.type === "waiting_list") panel.door = { people: message.people };
  if (message.type === "error" && message.field === "participant") panel.refused();
  if (message.type === "invitation") panel.invitation = invitation(screen, message);
  panel.room = room;
}

/** The link that an invitation means. @param {HostParts["screen"]} screen @param {Message} message */
export function invitation({ options }, { key, rights, expires }) {
  return { link: inviteLink(location.href, options.room, key), rights, expires };
}

/** Your microphone goes off; only you can switch it on. @param {HostParts} parts @param {Message} message */
async function obey({ devices, screen, shell }, { by }) {
  if (!devices.local?.switched.microphone) return;
  await devices.toggle("microphone");
  const sentence = words.host.mutedYou(by);
  screen.notices.show("muted", sentence);
  shell.announcer.say(sentence);
}
