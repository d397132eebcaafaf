/** What a server tells: in the page's own words if it has some for it, else in English, marked so. */

import { language, words } from "./words.js";

/** A text, with its language if that is not the page's. @typedef {string | { text: string, lang: string }} Sentence */
/** The code of an error, or the reason of a bye. @typedef {{ code: string, message: string }} Told */

/** @param {Told} told @returns {Sentence} */
export function sentenceOf({ code, message }) {
  const own = Object.hasOwn(words.server, code);
  return own
    ? words.server[/** @type {keyof typeof words.server} */ (code)](message)
    : inEnglish(message);
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
