/**
 * What the page's address asks for, and what its title tells. [pure]
 *
 * Presenters, slides and tests use the same parameters in every step.
 */

/**
 * @typedef {object} Page
 * @property {string} room the room to meet in, as the address names it: perhaps no room may be called so
 * @property {string} name the name to join with; empty when the address gives none
 * @property {boolean} autojoin join at once, without the lobby
 * @property {boolean} fake a synthetic picture and tone instead of camera and microphone
 * @property {boolean} view join without sending
 * @property {boolean} wordless nothing may be said either: the key is for watching
 * @property {boolean} xray all numbers of every tile from the start
 * @property {import("./ice-servers.js").Relay} relay relayed candidates only, perhaps over one transport
 * @property {boolean} microphone join with the microphone on
 * @property {boolean} camera join with the camera on
 * @property {number | undefined} width of the picture that is sent
 * @property {number | undefined} height of the picture that is sent
 * @property {number | undefined} fps pictures a second that are sent
 * @property {string | undefined} key of an invite link
 */

/** @typedef {"lobby" | "joining" | "live" | "reconnecting" | "left"} CallState */

import { isForWatching, keyIn } from "./key.js";
import { words } from "./words.js";

const ROOM = /^[A-Za-z0-9._-]{1,64}$/;
export const LONGEST_NAME = 64;

/** Whether a room may have this name. @param {string} room */
export function isRoomName(room) {
  return ROOM.test(room);
}

/** The wishes in an address. @param {string} query @param {string} [fragment] @returns {Page} */
export function readPage(query, fragment = "") {
  const parameters = new URLSearchParams(query);
  const key = keyIn(fragment);
  const isOn = (/** @type {string} */ key) => parameters.get(key) === "1";
  const room = (parameters.get("room") ?? "lobby").trim();
  return {
    room,
    name: firstCharacters((parameters.get("name") ?? "").trim(), LONGEST_NAME),
    autojoin: isOn("autojoin") && isRoomName(room), // elsewhere, strangers would meet unawares
    fake: isOn("fake"),
    view: isOn("view") || isForWatching(key),
    wordless: isForWatching(key),
    xray: isOn("xray"),
    relay: relayOf(parameters.get("relay")),
    microphone: parameters.get("microphone") !== "0",
    camera: parameters.get("camera") !== "0",
    width: wholeNumber(parameters.get("width"), 16, 3840),
    height: wholeNumber(parameters.get("height"), 16, 2160),
    fps: wholeNumber(parameters.get("fps"), 2, 60),
    key,
  };
}

/** @param {string | null} word @returns {import("./ice-servers.js").Relay} */
function relayOf(word) {
  if (word === "1") return "any";
  return word === "udp" || word === "tcp" || word === "tls" ? word : "";
}

/** The beginning of a text, without half a character. @param {string} text @param {number} count */
function firstCharacters(text, count) {
  return [...text].slice(0, count).join("");
}

/**
 * A whole number between two bounds, or undefined for anything else.
 * @param {string | null} text @param {number} low @param {number} high
 */
function wholeNumber(text, low, high) {
  const value = Number(text);
  return text && Number.isInteger(value) && value >= low && value <= high ? value : undefined;
}

/**
 * The address to give to others: this page and the room, and nothing personal.
 *
 * Empty where a key is needed: your own is not for others, a presenter makes them new ones.
 * @param {string} address @param {string} room
 */
export function inviteAddress(address, room) {
  const url = new URL(address);
  if (keyIn(url.hash)) return "";
  url.search = new URLSearchParams({ room }).toString();
  url.hash = "";
  return url.href;
}

/**
 * The same address with other parameters; an empty value takes the parameter out.
 * @param {string} address @param {Record<string, string>} changes
 */
export function withParameters(address, changes) {
  const url = new URL(address);
  for (const [key, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(key, value);
    else url.searchParams.delete(key);
  }
  return url.href;
}

/** The page that leads to all steps, with the same room and key. @param {string} address of this page */
export function stepsAddress(address) {
  const { search, hash } = new URL(address);
  return `/steps${search}${hash}`;
}

/** The WebSocket address of a path on the server of this page. @param {string} address @param {string} path */
export function socketAddress(address, path) {
  const url = new URL(path, address);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/**
 * The page's title: the state of the call first, since a tab shows only its beginning.
 * @param {{ state: CallState, room: string, others: number, unread: number, waiting?: boolean }} call
 */
export function pageTitle({ state, room, others, unread, waiting = false }) {
  const { title } = words;
  const place = isRoomName(room) ? title.room(room) : room; // some room, which nobody has named
  const titles = {
    lobby: title.lobby(place),
    joining: title.joining(place),
    live: others === 0 ? title.alone(place) : title.together(others, place),
    reconnecting: title.reconnecting(place),
    left: title.left(place),
  };
  const now = waiting ? title.waiting(place) : titles[state];
  return `${unread ? `(${unread}) ` : ""}${now} - Polycloud`;
}
