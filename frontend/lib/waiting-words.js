/** Who waits to be let in, in a sentence for the presenter. [pure] */

/** The sentence; empty if nobody waits. @param {{ name: string }[]} people first come first */
export function waitingWords(people) {
  const [first, ...others] = people;
  if (!first) return "";
  if (others.length === 0) return `${first.name} waits to be let in: open Host.`;
  const rest = others.length === 1 ? "one other" : `${others.length} others`;
  return `${first.name} and ${rest} wait to be let in: open Host.`;
}
