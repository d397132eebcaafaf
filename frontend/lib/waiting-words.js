/** Who waits to be let in, in a sentence for the presenter. [pure] */

import { words } from "./words.js";

/** The sentence; empty if nobody waits. @param {{ name: string }[]} people first come first */
export function waitingWords(people) {
  const [first, ...others] = people;
  if (!first) return "";
  if (others.length === 0) return words.host.waitsOne(first.name);
  return words.host.waitSome(words.names.and(first.name, words.names.others(others.length)));
}
