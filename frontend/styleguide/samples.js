/** People, words and devices that are nobody's: what the elements of the style guide show. */

import { Choices } from "../lib/choices.js";
import { noDevices } from "../lib/device-lists.js";
import { Devices } from "../lib/devices.js";
import { showReaction } from "../lib/elements/reactions.js";
import { Memory } from "../lib/memory.js";
import { readPage } from "../lib/page.js";
import { whenShown } from "./chapter.js";

/** @typedef {import("../lib/room-store.js").Participant} Participant */
/** @typedef {import("../lib/room-store.js").ChatLine} ChatLine */

const NAMES = [
  "Ada Lovelace",
  "Ben",
  "Chiara di Lorenzo",
  "Dmitri",
  "Elif Yıldız",
  "Fatou",
  "Grace Hopper",
  "Hiroshi 山田",
  "Inês",
  "Jörg-Friedrich von und zu Wallenstein-Hohenau",
  "Katherine J.",
  "ليلى",
];
export const NOON = Date.UTC(2026, 5, 1, 12);
const NOTHING = new Memory({ tab: null, browser: null });
const LISTS = {
  microphone: [
    { id: "m1", label: "Internal microphone" },
    { id: "m2", label: "Headset" },
  ],
  camera: [{ id: "c1", label: "Integrated camera with a rather long name (04f2:b6d9)" }],
  speaker: [
    { id: "", label: "Internal speaker" },
    { id: "s1", label: "Headset" },
  ],
};

/** Who waits to be let in. */
export const WAITING = NAMES.slice(6, 10).map((name, index) => ({ id: 20 + index, name }));

export const PICTURE = "/styleguide/picture.svg";
export const SCREEN = "/styleguide/screen.svg";

/** Somebody. @param {Partial<Participant>} [changes] @returns {Participant} */
export function person(changes = {}) {
  const presence = { microphone: true, camera: true, screen: false, speaking: false, view: false };
  const link = {
    hand_raised_at: null,
    quality: /** @type {const} */ ("good"),
    connected: true,
    forwarded: true,
  };
  return { id: 1, name: NAMES[0], ...presence, ...link, since: NOON, ...changes };
}

/**
 * A room of so many, of whom the first is you.
 * @param {number} count @param {Record<number, Partial<Participant>>} [changes] by number
 * @returns {import("../lib/room-store.js").Room}
 */
export function room(count, changes = {}) {
  const people = NAMES.slice(0, count).map((name, index) =>
    person({ id: index + 1, name, ...changes[index + 1] }),
  );
  return {
    you: 1,
    participants: new Map(people.map((one) => [one.id, one])),
    chat: chat(),
    spotlight: null,
  };
}

/** What was written: by you and by others, with links, without spaces, from right to left. */
export function chat() {
  return [
    line(1, 2, "Ben", "Good morning!\nIs this on?"),
    line(2, 1, "Ada Lovelace", "It is. The agenda: https://localhost/agenda?day=1#noon"),
    line(3, 3, "Chiara di Lorenzo", `a_word_that_never_ends_${"and_goes_on_".repeat(6)}`),
    line(4, 12, "ليلى", "صباح الخير"),
    line(5, 2, "Ben", "<b>This stays a text</b> 👍"),
  ];
}

/** @param {number} event @param {number} id @param {string} name @param {string} text @returns {ChatLine} */
function line(event, id, name, text) {
  return { event, id, name, text, at: NOON + 60_000 * event };
}

/** Choices that no browser keeps. @param {Partial<import("../lib/choices.js").Chosen>} [changes] */
export function choices(changes = {}) {
  const made = new Choices(NOTHING);
  made.change(changes);
  return made;
}

/**
 * What you send: no device is opened for it.
 * @param {{ microphone?: boolean, camera?: boolean }} [media]
 * @returns {import("../lib/local-media.js").LocalMedia}
 */
export function local({ microphone = true, camera = true } = {}) {
  const deviceOf = (/** @type {"camera" | "microphone"} */ kind) => LISTS[kind][0].id;
  return /** @type {any} */ ({
    stream: null,
    microphone,
    camera,
    level: 0.2,
    problems: [],
    deviceOf,
  });
}

/** Devices to choose from; none before the browser tells their names, or asks for a speaker. */
export function devices(named = true, view = false, asks = false) {
  const made = new Devices({ ...readPage(""), view });
  made.local = local();
  Object.defineProperty(made.choice.speaker, "asks", { value: asks }); // in every browser alike
  if (named) made.choice.lists = view ? { ...noDevices(), speaker: LISTS.speaker } : LISTS;
  return made;
}

/** Gives each video a picture that stands still. @template {HTMLElement} T @param {T} shown */
export function withPictures(shown) {
  for (const video of shown.querySelectorAll("video")) {
    video.poster = video.closest("[data-screen]") ? SCREEN : PICTURE;
  }
  return shown;
}

/** One that stays: the element of the page goes after a moment. @template {HTMLElement} T @param {T} place @param {string} reaction */
export function withReaction(place, reaction) {
  whenShown(() => {
    showReaction(place, reaction);
    const shown = place.querySelector(".reaction");
    shown?.replaceWith(shown.cloneNode(true));
  });
  return place;
}
