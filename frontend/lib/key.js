/**
 * The key of an invite link: it stands in the address's fragment, which no request carries. [pure]
 *
 * The server alone can tell whether a key is good; the page reads in it what it would allow.
 */

const FRAGMENT = /^#key=([\w-]+\.[\w-]+\.[\w-]+)$/;
const LONGEST = 1_024;

/** The key in an address's fragment, or undefined. @param {string} fragment as `location.hash` is */
export function keyIn(fragment) {
  const key = FRAGMENT.exec(fragment)?.[1];
  return key && key.length <= LONGEST ? key : undefined;
}

/** Whether a key claims to be for people who only watch. @param {string | undefined} key */
export function isForWatching(key) {
  try {
    return JSON.parse(text(key?.split(".")[1] ?? "")).rights === "watch";
  } catch {
    return false; // nonsense: the server will say so
  }
}

/** The link that lets others into a room. @param {string} address of this page @param {string} room @param {string} key */
export function inviteLink(address, room, key) {
  const url = new URL(address);
  url.search = new URLSearchParams({ room }).toString();
  url.hash = `key=${key}`;
  return url.href;
}

/** What makes a request that of the key's owner. @param {string | undefined} key @returns {Record<string, string>} */
export function authorization(key) {
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/** @param {string} base64url */
function text(base64url) {
  return atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
}
