/** When to try again after a lost connection: quickly at first, then ever more slowly. [pure] */

const LADDER = [0, 300, 1_200, 2_700, 4_800, 7_000];
const JITTER = 0.2;

/**
 * The milliseconds to wait before an attempt (0 is the first one). The jitter keeps a whole room
 * from knocking at a restarted server in the same instant.
 * @param {number} attempt @param {number} random from 0 to 1
 */
export function reconnectDelay(attempt, random) {
  const rung = LADDER[Math.min(attempt, LADDER.length - 1)];
  return Math.round(rung * (1 + JITTER * random));
}
