/** Why something was not sent, in a sentence. [pure] */

import { words } from "./words.js";

/** @param {boolean} waiting whether you are in the waiting room */
export function unsentWords(waiting) {
  return waiting ? words.call.stillWaiting : words.call.notSent;
}
