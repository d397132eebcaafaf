/** The six reactions: what the server calls them, and what a page shows and says. [pure] */

import { words } from "./words.js";

/** @typedef {{ emoji: string, word: string }} Sign */

/** In the words of the protocol; a system may have no picture for an emoji, so each has a word. */
export const REACTIONS = {
  like: "\u{1f44d}",
  applause: "\u{1f44f}",
  heart: "\u2764\ufe0f",
  laugh: "\u{1f602}",
  surprise: "\u{1f62e}",
  party: "\u{1f389}",
};

/** A reaction's sign, or undefined for one that this page does not know. @param {unknown} reaction @returns {Sign | undefined} */
export function signOf(reaction) {
  if (typeof reaction !== "string" || !Object.hasOwn(REACTIONS, reaction)) return undefined;
  const name = /** @type {keyof typeof REACTIONS} */ (reaction);
  return { emoji: REACTIONS[name], word: words.reactions[name] };
}
