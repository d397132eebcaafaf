/** Who is in a room already, in a sentence for the lobby; and how several people are named. [pure] */

import { words } from "./words.js";

const NAMED = 3;

/**
 * The sentence; empty if it is not for you to know.
 * @param {any} told as the server tells it: {count, names}, where names are perhaps not all
 */
export function peopleWords(told) {
  const { count, names } = told ?? {};
  if (!Number.isInteger(count) || !Array.isArray(names)) return "";
  if (count === 0) return words.lobby.empty;
  return words.lobby.present(inARow(names, count), count);
}

/** A few of the names, and how many others there are. @param {unknown[]} names @param {number} [count] of all */
export function inARow(names, count = names.length) {
  const parts = names.slice(0, NAMED).map(String);
  const others = count - parts.length;
  if (others > 0) parts.push(words.names.others(others));
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : words.names.and(parts.slice(0, -1).join(", "), last);
}
