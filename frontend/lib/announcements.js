/** What a screen reader says when something happens in the room. [pure] */

import { signOf } from "./reactions.js";
import { reduce } from "./room-store.js";
import { words } from "./words.js";

/** @typedef {import("./room-store.js").Room} Room */
/** @typedef {import("./room-store.js").Message} Message */
/** @typedef {import("./room-store.js").Participant} Participant */

/**
 * The sentence for a message, given the room before it; empty when there is nothing to say.
 * @param {Room} room @param {Message} message
 */
export function announcement(room, message) {
  switch (message.type) {
    case "participant_joined":
      return message.participant.id === room.you
        ? ""
        : words.aloud.joined(message.participant.name);
    case "participant_left":
      return message.id === room.you ? "" : left(message, room.spotlight === message.id);
    case "participant_updated":
      return change(room, message.participant);
    case "chat":
      return message.id === room.you ? "" : words.aloud.writes(message.name, message.text);
    case "welcome":
      return message.spotlight ? inTheSpotlight(reduce(room, message)) : "";
    case "spotlight":
      return inTheSpotlight(reduce(room, message));
    case "reaction":
      return reaction(message, message.id === room.you);
    default:
      return "";
  }
}

/** Your own is told, too: nothing else says that it was sent. @param {Message} message @param {boolean} isOwn */
function reaction(message, isOwn) {
  const word = signOf(message.reaction)?.word;
  if (!word) return "";
  return isOwn ? words.reactions.own(word) : words.reactions.of(message.name, word);
}

/** A notice tells whom it is on. @param {Room} room */
function inTheSpotlight({ spotlight, you, participants }) {
  if (spotlight === null) return words.aloud.noSpotlight;
  const name = spotlight === you ? "" : participants.get(spotlight)?.name;
  return name ? words.aloud.spotlight(name) : "";
}

/** @param {Message} message @param {boolean} wasLarge */
function left({ name, reason }, wasLarge) {
  const { lostAndLeft, removed, noSpotlight } = words.aloud;
  const gone = reason === "lost" ? lostAndLeft : reason === "removed" ? removed : words.aloud.left;
  return wasLarge ? `${gone(name)} ${noSpotlight}` : gone(name);
}

/** Of yourself as well: who pressed a key hears no button. Your connection the banner tells. @param {Room} room @param {Participant} after */
function change({ participants, you }, after) {
  const before = participants.get(after.id);
  if (!before) return "";
  const isOwn = after.id === you;
  const aloud = isOwn ? words.aloud.own : words.aloud;
  const sentences = [];
  if (before.hand_raised_at === null && after.hand_raised_at !== null) sentences.push(aloud.raised);
  if (before.hand_raised_at !== null && after.hand_raised_at === null)
    sentences.push(aloud.lowered);
  if (before.microphone !== after.microphone)
    sentences.push(after.microphone ? aloud.unmuted : aloud.muted);
  if (before.screen !== after.screen)
    sentences.push(after.screen ? aloud.shares : aloud.sharesNoMore);
  if (before.connected !== after.connected && !isOwn)
    sentences.push(after.connected ? words.aloud.back : words.aloud.lost);
  return sentences.map((sentence) => sentence(after.name)).join(" ");
}
