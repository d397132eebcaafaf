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
  return claims(key).rights === "watch";
}

/** Whether it may be that of a presenter; where none is needed, everybody is one. @param {string | undefined} key */
export function mayPresent(key) {
  return key === undefined || claims(key).rights === "present";
}

/** Where a room is opened: by a key in the one that it is for. @param {string} fragment as `location.hash` is */
export function openAddress(fragment) {
  const key = keyIn(fragment);
  if (!key) return "/";
  const { room } = claims(key);
  const query = typeof room === "string" ? `?${new URLSearchParams({ room })}` : "";
  return `/${query}#key=${key}`;
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

/** What a key says of itself. @param {string | undefined} key @returns {{ room?: unknown, rights?: unknown }} */
function claims(key) {
  try {
    return JSON.parse(text(key?.split(".")[1] ?? "")) ?? {};
  } catch {
    return {}; // nonsense: the server will say so
  }
}

/** @param {string} base64url */
function text(base64url) {
  return atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
}
