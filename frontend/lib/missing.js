/** Of whom nothing comes, though it should. [pure] */

export const AFTER = 6_000; // milliseconds: a shorter standstill needs no words

/**
 * @typedef {object} Look
 * @property {TileId} id of a participant, or of what they share
 * @property {boolean} due something should come: their tile is seen, and they are connected and forwarded
 * @property {boolean} comes
 */

/** @typedef {import("./call-media.js").TileId} TileId */
/** Since when nothing came of whom. @typedef {ReadonlyMap<TileId, number>} Since */

/** Whether anything comes: a picture that moves, or at least bytes. @param {{ state: string | undefined, bitrate: number }} tile */
export function comes({ state, bitrate }) {
  return state === "live" || bitrate > 0;
}

/** The same after another look. @param {Since} since @param {Look[]} looks @param {number} now @returns {Since} */
export function missingSince(since, looks, now) {
  const missing = looks.filter(({ due, comes }) => due && !comes);
  return new Map(missing.map(({ id }) => [id, since.get(id) ?? now]));
}

/** Those of whom nothing came for so long that they are to be told. @param {Since} since @param {number} now */
export function missed(since, now) {
  return [...since].filter(([, from]) => now - from >= AFTER).map(([id]) => id);
}
