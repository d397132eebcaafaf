/** What to do when a browser does not let the page use a camera or microphone. [pure] */

import { words } from "./words.js";

/** @typedef {import("./device-problems.js").Kind} Kind */

/** Where the permission is, by a word in the browser's name: the first that fits. On iOS every
 * browser is WebKit within, and the system keeps what an app may use.
 * @type {[RegExp, "app" | "firefox" | "chromium" | "ios" | "safari" | "anywhere"][]} */
const PLACES = [
  [/FxiOS|CriOS|EdgiOS/, "app"],
  [/Firefox/, "firefox"],
  [/Chrome|Chromium|Edg/, "chromium"],
  [/iPhone|iPad/, "ios"],
  [/Safari/, "safari"],
  [/^/, "anywhere"],
];

/**
 * Why a device may not be used, and the way out in this browser.
 * @param {Kind} kind @param {string} told what the browser said of it
 * @param {string} agent the browser's name, as `navigator.userAgent` has it
 */
export function permissionWords(kind, told, agent) {
  const { permission } = words;
  // Chromium alone tells these cases apart.
  if (/system/i.test(told)) return permission.system(kind);
  if (/dismissed/i.test(told)) return permission.dismissed(kind);
  const [, place] = PLACES.find(([name]) => name.test(agent)) ?? PLACES[0];
  return permission.refused(kind, permission[place](kind));
}
