/** Pictures: those of the others, and your own. */

import { element } from "../lib/dom.js";
import { showReaction } from "../lib/elements/reactions.js";
import { SelfPlace } from "../lib/elements/self-place.js";
import { CallSelf } from "../lib/elements/self-view.js";
import { CallTile } from "../lib/elements/tile.js";
import { ownBadge } from "../lib/rtc-route.js";
import { chapter, specimen, whenShown } from "./chapter.js";
import { tileNumbers } from "./measured.js";
import { choices, local, person, withPictures } from "./samples.js";

/** @typedef {import("../lib/room-store.js").Participant} Participant */
/** @typedef {import("../lib/elements/tile.js").MediaState} MediaState */

const LONG = "Jörg-Friedrich von und zu Wallenstein-Hohenau";
const RAISED = { hand_raised_at: 1 };

/** The chapters about them. */
export function tiles() {
  return [
    chapter("Tile", ...states(), ...presence(), ...extras()),
    chapter("Small tiles", ...small()),
    chapter("Own tile", ...own()),
  ];
}

function states() {
  return [
    specimen("Waiting", tile({}, "waiting")),
    specimen("Waiting, without a camera", tile({ camera: false }, "waiting")),
    specimen("Live", tile()),
    specimen("Frozen", tile({}, "frozen")),
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
  const pinned = tile();
  pinned.large = true;
  const reacting = tile();
  return [
    specimen("With latency and numbers", measured),
    specimen("Relayed", relayed),
    specimen("Through a gateway", routed),
    specimen("Pinned", pinned, "large-box"),
    specimen("A screen", tile({}, "live", { screen: true })),
    specimen("A reaction", withReaction(reacting, "applause")),
    specimen("Its menu", tile(), "opened"),
  ];
}

function small() {
  const everything = { ...RAISED, microphone: false, quality: /** @type {const} */ ("poor") };
  return [
    specimen("In a strip", withNumbers(tile({ microphone: false })), "narrow-tile"),
    specimen("Everything at once", withNumbers(tile({ ...everything, name: LONG })), "narrow-tile"),
    specimen("Waiting", tile({}, "waiting"), "narrow-tile"),
    specimen("The smallest", withNumbers(tile(everything)), "smallest-tile"),
    specimen("The smallest, speaking", tile({ speaking: true, camera: false }), "smallest-tile"),
  ];
}

function own() {
  const [relayed, routed, reacting] = [self(), self(), self()];
  relayed.self.showRoute("relay-tcp", ownBadge("relay-tcp"));
  routed.self.showRoute("relay-udp", ownBadge("relay-udp", "b"));
  withReaction(reacting.self, "like");
  const hidden = self({}, { ownPicture: false });
  return [
    specimen("On", self().all, "stage-box"),
    specimen("Camera off", self({ camera: false }).all, "stage-box"),
    specimen("Muted", self({ microphone: false }).all, "stage-box"),
    specimen(
      "Speaking, hand raised",
      self({}, {}, { speaking: true, hand: true }).all,
      "stage-box",
    ),
    specimen("Relayed", relayed.all, "stage-box"),
    specimen("Through a gateway", routed.all, "stage-box"),
    specimen("A reaction", reacting.all, "stage-box"),
    specimen("In another corner", self({}, { corner: "top-left" }).all, "stage-box"),
    specimen("Hidden", hidden.all, "stage-box"),
  ];
}

/** @param {Partial<Participant>} [changes] @param {MediaState} [state] @param {{ screen?: boolean }} [options] */
function tile(changes = {}, state = "live", options = {}) {
  const made = new CallTile(person(changes), { xray: false, ...options });
  made.showState(state);
  made.large = false;
  if (state !== "waiting") whenShown(() => withPictures(made));
  return made;
}

/** @param {CallTile} made */
function withNumbers(made) {
  made.showLatency(42);
  made.showNumbers(tileNumbers(), 1_200_000);
  return made;
}

/** One that stays: the element of the page goes after a moment. @template {HTMLElement} T @param {T} place @param {string} reaction */
function withReaction(place, reaction) {
  whenShown(() => {
    showReaction(place, reaction);
    const shown = place.querySelector(".reaction");
    shown?.replaceWith(shown.cloneNode(true));
  });
  return place;
}

/**
 * Your own picture, and what lies on the stage beside it.
 * @param {{ microphone?: boolean, camera?: boolean }} [media]
 * @param {Partial<import("../lib/choices.js").Chosen>} [chosen]
 * @param {{ speaking: boolean, hand: boolean }} [presence]
 */
function self(media, chosen, presence = { speaking: false, hand: false }) {
  const made = new CallSelf({ mirrored: true });
  const place = new SelfPlace(made, choices(chosen));
  made.participant = "Ada";
  made.presence = presence;
  made.show(local(media));
  whenShown(() => withPictures(made));
  return { self: made, all: element("div", { class: "stage" }, made, place.shower) };
}
