/** What to say, and to do, when others do not receive you. [pure] */

import { inARow } from "./people-words.js";

/**
 * The sentences; empty if all is well.
 * @param {string[]} names of those who do not receive you @param {number} others how many there are in all
 */
export function unreceivedWords(names, others) {
  if (names.length === 0) return "";
  const who = inARow(names);
  if (names.length < others) {
    const whom = names.length === 1 ? who : "them";
    const fact = `${who} ${names.length === 1 ? "does" : "do"} not receive you, but others do.`;
    return `${fact} Ask ${whom} to reload the page, or to use another network.`;
  }
  if (others > 1) return "Nobody receives you. Check your network, then reload this page.";
  return `${who} does not receive you. Reload this page; if that does not help, ask ${who} to do so too.`;
}
