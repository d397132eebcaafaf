/** Which small tiles are on the page that is shown, once there are more than a page holds. [pure] */

import { words } from "./words.js";

/**
 * @typedef {object} Page
 * @property {number} number from 1
 * @property {number} pages 1 at least
 * @property {number} from the index of the first tile on it
 * @property {number} to the index behind the last one
 */

/**
 * The page that is shown of so many tiles, `most` on each, if this one is wanted: the nearest there is.
 *
 * Tiles stay in the order of their joining, whoever speaks, and each page but the last is full: so
 * nobody who joins moves anybody, and who leaves makes the others close up.
 * @param {number} count @param {number} most @param {number} wanted @returns {Page}
 */
export function pageOf(count, most, wanted) {
  const pages = Math.max(1, Math.ceil(count / most));
  const number = Math.min(Math.max(1, wanted), pages);
  return { number, pages, from: (number - 1) * most, to: Math.min(number * most, count) };
}

/** What a page is called. @param {Page} page */
export function pageWords({ number, pages }) {
  return words.pager.page(number, pages);
}
