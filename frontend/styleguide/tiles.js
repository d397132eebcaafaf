/** Pictures of the others. */

import { CallTile } from "../lib/elements/tile.js";
import { UNRATED } from "../lib/media-quality.js";
import { chapter, specimen, whenShown } from "./chapter.js";
import { tileNumbers } from "./measured.js";
import { person, withPictures, withReaction } from "./samples.js";

/** @typedef {import("../lib/room-store.js").Participant} Participant */
/** @typedef {import("../lib/tile-words.js").MediaState} MediaState */

const LONG = "Jörg-Friedrich von und zu Wallenstein-Hohenau";
const RAISED = { hand_raised_at: 1 };
const OFF = { connected: false, camera: false };

/** The chapters about them. */
export function tiles() {
  return [
    chapter("Tile", ...states(), ...presence(), ...extras()),
    chapter("Small tiles", ...small()),
  ];
}

function states() {
  return [
    specimen("Waiting", tile({}, "waiting")),
    specimen("Waiting, without a camera", tile({ camera: false }, "waiting")),
    specimen("No place to send", tile({ forwarded: false }, "waiting")),
    specimen("Live", tile()),
    specimen("Frozen", tile({}, "frozen")),
    specimen("Does not receive you", oneWay(tile())),
    specimen("Lost the connection", tile({ connected: false })),
  ];
}

function presence() {
  return [
    specimen("Camera off", tile({ camera: false })),
    specimen("Muted", tile({ microphone: false })),
    specimen("Speaking", tile({ speaking: true })),
    specimen("Hand raised", tile({ ...RAISED, microphone: false })),
    specimen("Fair connection", tile({ quality: "fair" })),
    specimen("Poor connection", tile({ quality: "poor" })),
    specimen("Muted, poor, a long name", tile({ name: LONG, quality: "poor", microphone: false })),
    specimen("A name from right to left", tile({ name: "ليلى بنت طريف", camera: false })),
  ];
}

function extras() {
  const measured = withNumbers(tile());
  const relayed = withNumbers(tile());
  relayed.showRoute("relay-tls");
  const routed = withNumbers(tile({ quality: "poor" }));
  routed.showRoute("relay-udp", "b");
  const lossy = withNumbers(tile({ name: LONG }), { quality: "poor", cause: "lost" });
  lossy.showRoute("relay-udp", "b");
  const stalling = withNumbers(tile(), { quality: "poor", cause: "stalls" });
  const pinned = tile();
  pinned.standing = { large: true, pinned: true, spotlit: false };
  const lit = tile({ microphone: false });
  lit.standing = { large: true, pinned: false, spotlit: true };
  const reacting = tile();
  return [
    specimen("With latency and numbers", measured),
    specimen("Relayed", relayed),
    specimen("Through a gateway", routed),
    specimen("Through a gateway, losing packets", lossy),
    specimen("Stalling", stalling),
    specimen("Pinned", pinned, "large-box"),
    specimen("In the spotlight", lit, "large-box"),
    specimen("A screen", tile({}, "live", { screen: true })),
    specimen("A reaction", withReaction(reacting, "applause")),
    specimen("Its menu", tile(), "opened"),
  ];
}

function small() {
  const everything = { ...RAISED, microphone: false, quality: /** @type {const} */ ("poor") };
  const all = withNumbers(tile({ ...everything, name: LONG }));
  all.standing = { large: false, pinned: false, spotlit: true };
  return [
    specimen("In a strip", withNumbers(tile({ microphone: false })), "narrow-tile"),
    specimen("Everything at once", oneWay(all), "narrow-tile"),
    specimen("Waiting", tile({}, "waiting"), "narrow-tile"),
    specimen("Frozen", withNumbers(tile({ microphone: false }, "frozen")), "narrow-tile"),
    specimen("Lost the connection", tile({ connected: false }), "narrow-tile"),
    specimen("Lost it, with the camera off", tile(OFF), "narrow-tile"),
    specimen("The smallest", withNumbers(tile(everything)), "smallest-tile"),
    specimen("The smallest, lost", tile({ ...OFF, name: LONG }), "smallest-tile"),
    specimen("The smallest, frozen", tile(everything, "frozen"), "smallest-tile"),
    specimen("The smallest, speaking", tile({ speaking: true, camera: false }), "smallest-tile"),
  ];
}

/** @param {Partial<Participant>} [changes] @param {MediaState} [state] @param {{ screen?: boolean }} [options] */
function tile(changes = {}, state = "live", options = {}) {
  const made = new CallTile(person(changes), { xray: false, ...options });
  made.showState(state);
  made.standing = { large: false, pinned: false, spotlit: false };
  if (state !== "waiting") whenShown(() => withPictures(made));
  return made;
}

/** @param {CallTile} made @param {import("../lib/media-quality.js").Rating} [rating] */
function withNumbers(made, rating = UNRATED) {
  made.showLatency(42);
  made.showNumbers(tileNumbers(), 1_200_000, rating);
  return made;
}

/** @param {CallTile} made */
function oneWay(made) {
  made.misses = "you";
  return made;
}
