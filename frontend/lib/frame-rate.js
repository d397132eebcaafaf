/**
 * How many pictures a second to send. [pure]
 *
 * Among N people each browser decodes and draws N-1 pictures: the more there are, the fewer of each
 * a computer has the time for. A smooth picture matters most in a small circle.
 */

const CROWD = [
  { others: 7, most: 8 },
  { others: 4, most: 12 },
];
const MOST = 24;

/** The most pictures a second for a room in which so many others send. @param {number} others */
export function frameRateFor(others) {
  return CROWD.find((crowd) => others >= crowd.others)?.most ?? MOST;
}
