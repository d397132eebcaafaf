/**
 * Whether somebody speaks, from the level of a microphone. [pure]
 *
 * Two thresholds and two times keep the answer calm: a knock is no speech, and the pause between
 * two words is no silence.
 */

/**
 * @typedef {object} Speech
 * @property {boolean} speaking
 * @property {number | null} since when the level began to say the opposite, in milliseconds
 */

const LOUD = 0.1;
const QUIET = 0.05;
const ATTACK = 150;
const RELEASE = 700;

/** @type {Speech} */
export const SILENCE = { speaking: false, since: null };

/**
 * The state after hearing a level (0 to 1) at a time.
 * @param {Speech} speech @param {number} level @param {number} now in milliseconds
 * @returns {Speech}
 */
export function hear(speech, level, now) {
  const contradicts = speech.speaking ? level < QUIET : level > LOUD;
  if (!contradicts) return speech.since === null ? speech : { ...speech, since: null };
  const since = speech.since ?? now;
  const patience = speech.speaking ? RELEASE : ATTACK;
  if (now - since >= patience) return { speaking: !speech.speaking, since: null };
  return { ...speech, since };
}
