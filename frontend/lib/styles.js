/** Style sheets that come with what they are for. */

import { element } from "./dom.js";

/** @type {Map<string, Promise<unknown>>} */
const asked = new Map();

/** Adds one, once; one that did not come is asked for again by the next. @param {string} name of a file in css/ */
export function addStyle(name) {
  const coming = asked.get(name) ?? link(name);
  asked.set(name, coming);
  return coming;
}

/** A module, once the style sheets of what it makes are there too. @template T @param {Promise<T>} module @param {string[]} names */
export async function styled(module, ...names) {
  const [loaded] = await Promise.all([module, ...names.map(addStyle)]);
  return loaded;
}

/** @param {string} name */
function link(name) {
  const { href } = new URL(`../css/${name}.css`, import.meta.url);
  const sheet = element("link", { rel: "stylesheet", href });
  document.head.append(sheet);
  return new Promise((resolve, reject) => {
    sheet.addEventListener("load", resolve);
    sheet.addEventListener("error", (problem) => {
      sheet.remove();
      asked.delete(name);
      reject(problem);
    });
  });
}
