/** What to do when a browser does not let the page use a camera or microphone. [pure] */

/** @typedef {import("./device-problems.js").Kind} Kind */

/** Where the permission is, by a word in the browser's name: the first that fits.
 * @type {[RegExp, (kind: Kind) => string][]} */
const PLACES = [
  [
    /Firefox|FxiOS/,
    (kind) => `Select the crossed-out ${kind} beside the address and take the block away`,
  ],
  [
    /Chrome|Chromium|CriOS|Edg/,
    (kind) => `Select the icon at the left of the address and allow the ${kind} there`,
  ],
  [
    /iPhone|iPad/,
    (kind) => `Open the page menu beside the address, then Website Settings, and allow the ${kind}`,
  ],
  [
    /Safari/,
    (kind) => `Choose Settings for This Website in the Safari menu and allow the ${kind} there`,
  ],
];
const ANYWHERE = (/** @type {Kind} */ kind) =>
  `Allow the ${kind} in the page settings beside the address`;

/**
 * Why a device may not be used, and the way out in this browser.
 * @param {Kind} kind @param {string} told what the browser said of it
 * @param {string} agent the browser's name, as `navigator.userAgent` has it
 */
export function permissionWords(kind, told, agent) {
  // Chromium alone tells these cases apart.
  if (/system/i.test(told))
    return `This computer lets the browser use no ${kind}. Allow it in the privacy settings of the system, then switch it on again.`;
  if (/dismissed/i.test(told))
    return `The browser's question about your ${kind} was closed without an answer. Switch it on again, and allow it.`;
  const [, place] = PLACES.find(([name]) => name.test(agent)) ?? [null, ANYWHERE];
  return `The browser may not use your ${kind}. ${place(kind)}, then switch it on again.`;
}
