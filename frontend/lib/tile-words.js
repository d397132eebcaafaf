/** What a tile says of its picture, in a few words. Pure. */

import { words } from "./words.js";

/** @typedef {"waiting" | "live" | "frozen"} MediaState */

/** Nothing as long as all is well. @param {MediaState} state @param {boolean} hasCamera */
export function pictureWords(state, hasCamera) {
  const { waitingPicture, waitingSound, frozen } = words.tile;
  if (state === "waiting") return hasCamera ? waitingPicture : waitingSound;
  return state === "frozen" && hasCamera ? frozen : "";
}
