/** Who is in a room already, in a sentence for the lobby; and how several people are named. [pure] */

const NAMED = 3;

/**
 * The sentence; empty if it is not for you to know.
 * @param {any} told as the server tells it: {count, names}, where names are perhaps not all
 */
export function peopleWords(told) {
  const { count, names } = told ?? {};
  if (!Number.isInteger(count) || !Array.isArray(names)) return "";
  if (count === 0) return "Nobody is in this room yet.";
  return `${inARow(names, count)} ${count === 1 ? "is" : "are"} in this room.`;
}

/** A few of the names, and how many others there are. @param {unknown[]} names @param {number} [count] of all */
export function inARow(names, count = names.length) {
  const parts = names.slice(0, NAMED).map(String);
  const others = count - parts.length;
  if (others > 0) parts.push(others === 1 ? "one other" : `${others} others`);
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}
