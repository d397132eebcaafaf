/**
 * Which tile is shown large, with the others in a strip beside it. [pure]
 *
 * It is the pinned one, else whom a presenter has put in the spotlight, or the screen they share,
 * else the newest shared screen. A pin names a person and no tile: it outlives a camera that is
 * switched off, and somebody who leaves and comes again.
 */

/** A person's picture, or the screen they share. @typedef {string} Key */

/**
 * @typedef {object} Focus
 * @property {Key | null} pinned perhaps somebody who is not here now
 * @property {string | null} spotlight the name of whom the presenter wants large everywhere
 * @property {readonly Key[]} small what is not wanted large here: screens, and who is in the spotlight
 */

/** How a tile stands on the stage. @typedef {{ large: boolean, pinned: boolean, spotlit: boolean }} Standing */

const SCREEN = "screen:";

/** @type {Focus} */
export const NO_FOCUS = { pinned: null, spotlight: null, small: [] };

/** The key of a tile. @param {string} name @param {boolean} isScreen @returns {Key} */
export function keyOf(name, isScreen) {
  return `${isScreen ? SCREEN : "person:"}${name}`;
}

/** The tile to show large, or null for none. @param {Focus} focus @param {Key[]} keys oldest first */
export function large({ pinned, spotlight, small }, keys) {
  if (pinned !== null && keys.includes(pinned)) return pinned;
  const others = keys.filter((key) => !small.includes(key));
  const lit = spotlight === null ? [] : [keyOf(spotlight, true), keyOf(spotlight, false)];
  return lit.find((key) => others.includes(key)) ?? others.filter(isScreen).at(-1) ?? null;
}

/** How a tile stands while another, it or none is large. @param {Focus} focus @param {Key | null} large @param {{ key: Key, name: string }} tile @returns {Standing} */
export function standing({ pinned, spotlight }, large, { key, name }) {
  return { large: key === large, pinned: key === pinned, spotlit: name === spotlight };
}

/** The focus once the spotlight is on somebody, or on nobody: a new one is seen by all. @param {Focus} focus @param {string | null} name */
export function lit(focus, name) {
  return { ...focus, spotlight: name, small: focus.small.filter(isScreen) };
}

/** The focus after a tile's button: large if it was small, else small. @param {Focus} focus @param {Key[]} keys @param {Key} key */
export function toggled(focus, keys, key) {
  const small = focus.small.filter((other) => other !== key);
  if (large(focus, keys) !== key) return { ...focus, pinned: key, small };
  const unpinned = { ...focus, pinned: focus.pinned === key ? null : focus.pinned, small };
  const isStill = isScreen(key) || large(unpinned, keys) === key;
  return isStill ? { ...unpinned, small: [...small, key] } : unpinned;
}

/** The focus once whatever is large is wanted small. @param {Focus} focus @param {Key[]} keys */
export function ended(focus, keys) {
  const key = large(focus, keys);
  return key === null ? focus : toggled(focus, keys, key);
}

/** The focus with the next tile pinned, and none after the last. @param {Focus} focus @param {Key[]} keys */
export function next(focus, keys) {
  const at = focus.pinned === null ? -1 : keys.indexOf(focus.pinned);
  return { ...focus, pinned: keys[at + 1] ?? null };
}

/** The focus when only these tiles are left: a screen that is shared again is large again. @param {Focus} focus @param {Key[]} keys */
export function kept(focus, keys) {
  return { ...focus, small: focus.small.filter((key) => keys.includes(key)) };
}

/** @param {Key} key */
function isScreen(key) {
  return key.startsWith(SCREEN);
}
