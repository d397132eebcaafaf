/** What a server tells: in the page's own words if it has some for it, else in English, marked so. */

import { language, words } from "./words.js";

/** A text, with its language if that is not the page's. @typedef {string | { text: string, lang: string }} Sentence */
/** The code of an error, or the reason of a bye; what it is about, and who did it.
 * @typedef {{ code: string, message: string, field?: string | null, by?: string | null }} Told */

/** By the code and the field, or else by the code alone. @param {Told} told @returns {Sentence} */
export function sentenceOf({ code, message, field, by }) {
  const known = [`${code}_${field}`, code].find((name) => Object.hasOwn(words.server, name));
  if (!known) return inEnglish(message);
  return words.server[/** @type {keyof typeof words.server} */ (known)](message, by ?? "");
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
