/**
 * The words of the page, in the language of whoever looks at it: of `lang=` in the address, else of
 * their choice in the settings, else of their browser.
 *
 * A page learns its words before it makes anything, and no module may use them while it is loaded.
 * (With a top-level await here they all could, but not in Safari: WebKit bug 242740.)
 */

import { en } from "../strings/en.js";
import { chosen } from "./choices.js";
import { languageOf, localeOf } from "./language.js";
import { Memory } from "./memory.js";

/** @typedef {import("./language.js").Language} Language */

/** None in a browser before `learnWords`: who is too early fails in every language. */
export let words = /** @type {typeof en} */ (globalThis.document ? undefined : en);
/** @type {Language} */ export let language = "en";
let locale = "en";

/** Other tables than the English one: fetched only if they are wanted. */
const TABLES = {
  en: async () => en,
  de: async () => (await import("../strings/de.js")).de,
};

/** Chooses the language, and has its words from then on. */
export async function learnWords() {
  const wanted = new URLSearchParams(location.search).get("lang") ?? "";
  const { language: kept } = chosen(Memory.open().choices);
  language = languageOf([wanted, kept, ...navigator.languages]);
  try {
    words = await TABLES[language]();
  } catch {
    [language, words] = ["en", en]; // the way to the other table is interrupted
  }
  locale = localeOf(language, navigator.languages);
  document.documentElement.lang = language;
}

/** A number as it is written in the language. @param {number} value @param {number} [digits] behind the point, always so many */
export function decimal(value, digits) {
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString(locale, { useGrouping: false, ...fraction });
}

/** A time of day or a date, likewise. @param {Date} time @param {Intl.DateTimeFormatOptions} options */
export function clock(time, options) {
  return time.toLocaleString(locale, options);
}
