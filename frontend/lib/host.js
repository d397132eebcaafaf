/** What a presenter may do to the people in the room, and what their pages do when they are asked. */

import { actionButton } from "./dom.js";
import { CallHost } from "./elements/host.js";
import { on } from "./events.js";
import { inviteLink } from "./key.js";
import { EMPTY_ROOM, reduce } from "./room-store.js";
import { words } from "./words.js";

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
  const panel = new CallHost();
  let room = EMPTY_ROOM;
  on(signaling, "message", (/** @type {Message} */ message) => {
    room = reduce(room, message);
    if (message.type === "mute") obey(parts, message);
    if (message.type === "welcome") offer(screen, panel, message);
    if (message.type === "welcome" || message.type === "locked") panel.locked = message.locked;
    if (message.type === "welcome") panel.door = { on: message.waiting_room, people: [] };
    if (message.type === "waiting_room") panel.door = { on: message.on };
    if (message.type === "waiting_list") panel.door = { people: message.people };
    if (message.type === "invitation") panel.invitation = invitation(screen, message);
    panel.room = room;
    const isYou = room.spotlight !== null && room.spotlight === room.you;
    screen.notices.show("spotlight", ...(isYou ? [words.host.youAreLarge] : []));
  });
  on(panel, "wish", (wish) => {
    panel.answer(wish, signaling.send(wish));
  });
  on(signaling, "lost", () => panel.lost());
}

/** @param {HostParts["screen"]} screen @param {CallHost} panel @param {Message} welcome */
function offer(screen, panel, { rights }) {
  if (rights !== "present" || panel.isConnected) return;
  const look = "host-button";
  const button = actionButton({ action: "host", icons: ["people"], text: words.host.title, look });
  screen.addPanel("host", panel, button);
}

/** The link that an invitation means. @param {HostParts["screen"]} screen @param {Message} message */
export function invitation({ options }, { key, rights, expires }) {
  return { link: inviteLink(location.href, options.room, key), rights, expires };
}

/** Your microphone goes off; only you can switch it on. @param {HostParts} parts @param {Message} message */
async function obey({ devices, screen, shell }, { by }) {
  if (!devices.local?.microphone) return;
  await devices.local.setMicrophone(false);
  const sentence = words.host.mutedYou(by);
  screen.notices.show("muted", sentence);
  shell.announcer.say(sentence);
}
