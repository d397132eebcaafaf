/** What to say where a link leads nobody into the room but who sits at this computer. [pure] */

import { words } from "./words.js";

const THIS_COMPUTER = /^(localhost|.*\.localhost|127\..*|\[::1\])$/;

/** Empty where a link leads others here. @param {string} link */
export function reachWords(link) {
  const { protocol, hostname } = new URL(link);
  if (!THIS_COMPUTER.test(hostname)) return "";
  // With https the step runs for the network already, and has an address there.
  return protocol === "https:" ? words.invite.hereOfLan : words.invite.here;
}
