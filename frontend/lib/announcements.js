/** What a screen reader says when something happens in the room. [pure] */

import { signOf } from "./reactions.js";
import { reduce } from "./room-store.js";

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
      return message.participant.id === room.you ? "" : `${message.participant.name} joined.`;
    case "participant_left":
      return message.id === room.you ? "" : `${message.name} ${wayOfLeaving(message.reason)}.`;
    case "participant_updated":
      return change(room.participants.get(message.participant.id), message.participant);
    case "chat":
      return message.id === room.you ? "" : `${message.name} writes: ${message.text}`;
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
  const word = signOf(message.reaction)?.word.toLowerCase();
  if (!word) return "";
  return isOwn ? `You react: ${word}.` : `${message.name} reacts: ${word}.`;
}

/** A notice tells whom it is on. @param {Room} room */
function inTheSpotlight({ spotlight, you, participants }) {
  if (spotlight === null) return "Nobody is in the spotlight any more.";
  const name = spotlight === you ? "" : participants.get(spotlight)?.name;
  return name ? `${name} is in the spotlight.` : "";
}

/** @param {string} reason */
function wayOfLeaving(reason) {
  if (reason === "lost") return "lost the connection and left";
  return reason === "removed" ? "was removed" : "left";
}

/** @param {Participant | undefined} before @param {Participant} after */
function change(before, after) {
  if (!before) return "";
  const sentences = [];
  if (before.hand_raised_at === null && after.hand_raised_at !== null)
    sentences.push("raised a hand");
  if (before.hand_raised_at !== null && after.hand_raised_at === null)
    sentences.push("lowered the hand");
  if (before.microphone !== after.microphone)
    sentences.push(after.microphone ? "turned the microphone on" : "turned the microphone off");
  if (before.screen !== after.screen)
    sentences.push(after.screen ? "shares a screen" : "shares no screen any more");
  if (before.connected !== after.connected)
    sentences.push(after.connected ? "is connected again" : "lost the connection");
  return sentences.map((sentence) => `${after.name} ${sentence}.`).join(" ");
}
