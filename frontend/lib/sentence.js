/** What a server tells: in the page's own words if it has some for it, else in English, marked so. */

import { keyIn, mayPresent } from "./key.js";
import { language, words } from "./words.js";

const WITHOUT_KEY = /^You need an invite link/; // so the server speaks of a wrong key, too

/** A text, with its language if that is not the page's. @typedef {string | { text: string, lang: string }} Sentence */
/** The code of an error, or the reason of a bye; what it is about, and who did it.
 * @typedef {{ code: string, message: string, field?: string | null, by?: string | null }} Told */

/** By the code and the field, or else by the code alone. @param {Told} told @returns {Sentence} */
export function sentenceOf({ code, message, field, by }) {
  const known = [`${code}_${field}`, code].find((name) => Object.hasOwn(words.server, name));
  if (!known) return inEnglish(message);
  const hash = globalThis.location?.hash ?? "";
  if (code === "no_entry" && hash.startsWith("#key=") && WITHOUT_KEY.test(message))
    return ofWrongKey(keyIn(hash));
  return words.server[/** @type {keyof typeof words.server} */ (known)](message, by ?? "");
}

/** The server tells no stranger what is wrong; the page sees that there is a key. @param {string | undefined} key */
function ofWrongKey(key) {
  const { wrongKey, newLink } = words.lobby;
  return key && mayPresent(key) ? `${wrongKey} ${newLink}` : wrongKey;
}

/** @param {string} text @returns {Sentence} */
export function inEnglish(text) {
  return language === "en" ? text : { text, lang: "en" };
}

/** @param {Sentence} sentence */
export function textOf(sentence) {
  return typeof sentence === "string" ? sentence : sentence.text;
}

/** Puts a sentence in its place. @param {HTMLElement} place @param {Sentence} sentence */
export function put(place, sentence) {
  place.textContent = textOf(sentence);
  if (typeof sentence === "string") place.removeAttribute("lang");
  else place.lang = sentence.lang;
}
