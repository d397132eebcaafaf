/** What a tile says of its picture, in a few words. Pure. */

/** @typedef {"waiting" | "live" | "frozen"} MediaState */

const WITH_CAMERA = {
  waiting: "Waiting for the picture",
  frozen: "The picture stands still",
  live: "",
};
const WITHOUT_CAMERA = { waiting: "Waiting for the sound", frozen: "", live: "" };

/** Nothing as long as all is well. @param {MediaState} state @param {boolean} hasCamera */
export function pictureWords(state, hasCamera) {
  return (hasCamera ? WITH_CAMERA : WITHOUT_CAMERA)[state];
}
