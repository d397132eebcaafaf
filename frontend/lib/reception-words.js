/** What to say, and to do, when others do not receive you. [pure] */

import { inARow } from "./people-words.js";
import { words } from "./words.js";

/**
 * The sentences; empty if all is well.
 * @param {string[]} names of those who do not receive you @param {number} others how many there are in all
 */
export function unreceivedWords(names, others) {
  if (names.length === 0) return "";
  const who = inARow(names);
  if (names.length < others) return words.reception.some(who, names.length);
  return others > 1 ? words.reception.nobody : words.reception.only(who);
}
