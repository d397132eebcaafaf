/** Your own picture, as it lies on the stage. */

import { element } from "../lib/dom.js";
import { SelfPlace } from "../lib/elements/self-place.js";
import { CallSelf } from "../lib/elements/self-view.js";
import { ownBadge } from "../lib/route-words.js";
import { chapter, specimen, whenShown } from "./chapter.js";
import { choices, local, withPictures, withReaction } from "./samples.js";

const LONG = "Jörg-Friedrich von und zu Wallenstein-Hohenau";

/** The chapter about it. */
export function ownTile() {
  const [relayed, routed, reacting] = [self(), self(), self()];
  relayed.self.showRoute("relay-tcp", ownBadge("relay-tcp"));
  routed.self.showRoute("relay-udp", ownBadge("relay-udp", "b"));
  withReaction(reacting.self, "like");
  const hidden = self({}, { ownPicture: false });
  const long = self({ microphone: false });
  long.self.participant = LONG;
  return [
    chapter(
      "Own tile",
      specimen("On", self().all, "stage-box"),
      specimen("Camera off", self({ camera: false }).all, "stage-box"),
      specimen("Muted", self({ microphone: false }).all, "stage-box"),
      specimen("Muted, a long name", long.all, "stage-box"),
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
    ),
  ];
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
