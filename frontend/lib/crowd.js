/**
 * How much to send to how many. [pure]
 *
 * Among N people each browser decodes and draws N-1 pictures: the more there are, the fewer of each
 * a computer has the time for. A smooth picture matters most in a small circle, and so does a
 * prompt one: in a crowd chunks go up together, for each message costs every receiver as much.
 */

/**
 * @typedef {object} Pace
 * @property {number} frames pictures a second at most
 * @property {number} apart milliseconds between messages with media at least
 */

/** @type {{ others: number, pace: Pace }[]} */
const CROWDS = [
  { others: 7, pace: { frames: 8, apart: 190 } },
  { others: 4, pace: { frames: 12, apart: 0 } },
];
const CIRCLE = { frames: 24, apart: 0 };

/** The pace for a room in which so many others send. @param {number} others @returns {Pace} */
export function paceFor(others) {
  return CROWDS.find((crowd) => others >= crowd.others)?.pace ?? CIRCLE;
}
