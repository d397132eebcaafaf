/** What a tile says of its picture, in a few words. Pure. */

import { words } from "./words.js";

/** @typedef {"waiting" | "live" | "frozen"} MediaState */
/** @typedef {"" | "you" | "screen"} Missed */

/** A sentence, and a sign for where it has no room. @typedef {{ text: string, sign: import("./icons.js").IconName | null }} Status */
/** What a tile's attributes say; those of a screen say that both are on. @typedef {{ state?: string, connected?: string, forwarded?: string, camera?: string, microphone?: string }} Told */

/** @type {Status} */ const WELL = { text: "", sign: null };

/** What is amiss with a picture: nothing as long as all is well. @param {Told} told @returns {Status} */
export function statusOf({ state = "waiting", connected, forwarded, camera, microphone }) {
  const { lost, noPlace, waitingPicture, waitingSound, frozen } = words.tile;
  const has = { picture: camera === "true", sound: microphone === "true" };
  if (connected === "false") return { text: lost, sign: "unplugged" };
  const sends = has.picture || has.sound;
  if (forwarded === "false" && sends && state !== "live") return { text: noPlace, sign: "awaited" };
  if (state === "frozen" && has.picture) return { text: frozen, sign: "frozen" };
  if (state !== "waiting" || !sends) return WELL;
  return { text: has.picture ? waitingPicture : waitingSound, sign: "awaited" };
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
