/** The numbers under which media come down step 1's WebSocket: people, and the screens they share. [pure] */

const SCREEN = 2 ** 31; // the highest of 32 bits; beside it stands the owner's number

/** The tile to which a publisher's media belong. @param {number} publisher @returns {import("./call-media.js").TileId} */
export function tileOf(publisher) {
  return publisher < SCREEN ? publisher : `${publisher - SCREEN}-screen`;
}
