/** What to say, and to do, when others do not receive you, or only not your screen. [pure] */

import { inARow } from "./people-words.js";
import { words } from "./words.js";

/**
 * The sentences; empty if all is well.
 * @param {string[]} names of those who do not receive you @param {number} others how many there are in all
 */
export function unreceivedWords(names, others) {
  return sentences(words.reception, names, others);
}

/**
 * The same of a screen that you share.
 * @param {string[]} names of those who do not receive it, but you @param {number} others how many receive you
 */
export function unseenScreenWords(names, others) {
  return sentences(words.reception.screen, names, others);
}

/** @param {typeof words.reception.screen} table @param {string[]} names @param {number} others */
function sentences({ some, nobody, only }, names, others) {
  if (names.length === 0) return "";
  const who = inARow(names);
  if (names.length < others) return some(who, names.length);
  return others > 1 ? nobody : only(who);
}
