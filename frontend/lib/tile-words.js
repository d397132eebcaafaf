/** What a tile says of its picture, in a few words. Pure. */

import { words } from "./words.js";

/** @typedef {"waiting" | "live" | "frozen"} MediaState */
/** @typedef {"" | "you" | "screen"} Missed */

/** Nothing as long as all is well; a screen may stand still. @param {string} state a MediaState @param {{ camera: boolean, screen: boolean }} has */
export function pictureWords(state, { camera, screen }) {
  const { waitingPicture, waitingSound, frozen } = words.tile;
  if (state === "waiting") return camera ? waitingPicture : waitingSound;
  return state === "frozen" && camera && !screen ? frozen : "";
}

/** How good it comes, and if not, why. @param {import("./media-quality.js").Rating} rating */
export function qualityWords({ quality, cause }) {
  if (quality === "unknown") return "";
  if (quality === "good" || cause === "link") return words.tile[quality];
  return words.quality[cause][quality];
}

/** What somebody does not receive of you. @param {Missed} what */
export function missedWords(what) {
  const { missesYou, missesScreen } = words.tile;
  if (what === "") return "";
  return what === "you" ? missesYou : missesScreen;
}
