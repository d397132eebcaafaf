/** Which language somebody wants of those that the pages speak. [pure] */

/** Each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" };

/** @typedef {keyof typeof LANGUAGES} Language */

/** The first wish that can be met, else English. @param {string[]} wishes such as "de-AT" @returns {Language} */
export function languageOf(wishes) {
  const known = wishes.map(base).find((name) => Object.hasOwn(LANGUAGES, name));
  return /** @type {Language | undefined} */ (known) ?? "en";
}

/**
 * How numbers and times are written in a language: as in the person's own region, if it is one of
 * that language. @param {Language} language @param {readonly string[]} wishes of the browser
 */
export function localeOf(language, wishes) {
  return wishes.find((wish) => base(wish) === language) ?? language;
}

/** @param {string} wish */
function base(wish) {
  return wish.toLowerCase().split("-")[0];
}
