/**
 * The links in a line of chat: where a text holds a web address, and what of it is shown. [pure]
 *
 * A peer wrote the text. So a link shows the address that the browser will open and no other: it is
 * ASCII with the host in punycode, in which no letter can look like another one, and nothing turns
 * the text around it. An address with a user's name, which could pass for its host, stays text.
 */

/** @typedef {{ text: string, address?: string }} Piece a stretch of the text, with an address if it is a link */

const LONGEST = 1_000; // characters of an address, as written and as opened
// It ends at a blank, at what is invisible or turns text around, and at what quotes it.
const CANDIDATE = /(?<![\p{L}\p{N}_])https?:\/\/[^\s<>"`\p{Cc}\p{Cf}\p{Cs}\p{Z}]+/giu;
const AUTHORITY = /^https?:\/\/([^/\\?#]*)/i;
const CLOSES = { ")": "(", "]": "[", "}": "{" };
const ENDS_A_SENTENCE =
  ".,:;!?'*_~\u2026\u2019\u201d\u00bb\u3001\u3002\uff0c\uff01\uff1f\uff09\u300d";

/** A text in pieces, in order; those with an address are links. @param {string} text @returns {Piece[]} */
export function pieces(text) {
  /** @type {Piece[]} */ const found = [];
  let end = 0;
  for (const { 0: candidate, index } of text.matchAll(CANDIDATE)) {
    const written = withoutSentence(candidate);
    const address = addressOf(written);
    if (!address) continue;
    if (index > end) found.push({ text: text.slice(end, index) });
    found.push({ text: shown(address, written), address });
    end = index + written.length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

/**
 * The address without the sentence that it ends, and without a bracket that was opened before it.
 * @param {string} candidate
 */
function withoutSentence(candidate) {
  const surplus = new Map(
    Object.entries(CLOSES).map(([close, open]) => [
      close,
      count(candidate, close) - count(candidate, open),
    ]),
  );
  let end = candidate.length;
  for (; end > 0; end--) {
    const last = candidate[end - 1];
    const left = surplus.get(last) ?? 0;
    if (left > 0) surplus.set(last, left - 1);
    else if (!ENDS_A_SENTENCE.includes(last)) break;
  }
  return candidate.slice(0, end);
}

/** The address that a browser opens for what was written; empty if that could deceive. @param {string} written */
function addressOf(written) {
  const isOdd = AUTHORITY.exec(written)?.[1].includes("@");
  if (isOdd || written.length > LONGEST || !URL.canParse(written)) return "";
  const { href, username, password } = new URL(written);
  return username || password || href.length > LONGEST ? "" : href;
}

/** A lone slash that nobody wrote is not shown. @param {string} address @param {string} written */
function shown(address, written) {
  return /^https?:\/\/[^/]+\/$/.test(address) && !written.endsWith("/")
    ? address.slice(0, -1)
    : address;
}

/** @param {string} text @param {string} letter */
function count(text, letter) {
  return text.split(letter).length - 1;
}
