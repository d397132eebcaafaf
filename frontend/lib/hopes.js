/**
 * What a presenter has asked for, which is not done before the room shows it: a wish may be lost
 * with the connection, and a page need not obey. [pure]
 */

import { others } from "./room-store.js";
import { words } from "./words.js";

/** @typedef {import("./room-store.js").Room} Room */

/**
 * @typedef {object} Hope
 * @property {string} asked what is told as long as it is only asked for
 * @property {string} done what is told once it is so
 * @property {(room: Room) => boolean} isSo
 */

/** What a wish is to come to, if that is told. @param {import("./room-store.js").Message} wish @param {Room} room @returns {Hope | null} */
export function hopeOf({ type, participant }, { participants }) {
  const name = participants.get(participant)?.name ?? "";
  const { muting, muted, mutingAll, mutedAll, removed } = words.host;
  if (type === "remove")
    return { asked: "", done: removed(name), isSo: (room) => !room.participants.has(participant) };
  if (type !== "mute") return null;
  if (participant === undefined)
    return { asked: mutingAll, done: mutedAll, isSo: (room) => others(room).every(isMuted) };
  const isSo = (/** @type {Room} */ room) => isMuted(room.participants.get(participant));
  return { asked: muting(name), done: muted(name), isSo };
}

/** @param {import("./room-store.js").Participant | undefined} person */
function isMuted(person) {
  return person?.microphone === false;
}
