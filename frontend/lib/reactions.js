/** The six reactions: what the server calls them, and what a page shows and says. [pure] */

/** @typedef {{ emoji: string, word: string }} Sign */

/** In the words of the protocol; a system may have no picture for an emoji, so each has a word. */
export const REACTIONS = {
  like: { emoji: "\u{1f44d}", word: "Like" },
  applause: { emoji: "\u{1f44f}", word: "Applause" },
  heart: { emoji: "\u2764\ufe0f", word: "Heart" },
  laugh: { emoji: "\u{1f602}", word: "Laugh" },
  surprise: { emoji: "\u{1f62e}", word: "Surprise" },
  party: { emoji: "\u{1f389}", word: "Party" },
};

/** A reaction's sign, or undefined for one that this page does not know. @param {unknown} reaction @returns {Sign | undefined} */
export function signOf(reaction) {
  const known = typeof reaction === "string" && Object.hasOwn(REACTIONS, reaction);
  return known ? REACTIONS[/** @type {keyof typeof REACTIONS} */ (reaction)] : undefined;
}
