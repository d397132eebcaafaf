/** How to cut a stage into one large picture and a strip for the others. [pure] */

/** @typedef {{ width: number, height: number }} Size */
/** @typedef {Size & { left: number, top: number, isWide?: boolean }} Box */
/** Your own picture, which lies over a corner. @typedef {Size & { corner: import("./corners.js").Corner }} Own */

const STRIP = { share: 0.22, least: 96, most: 264 };
const WIDEST = 16 / 9; // of the large picture, as wide as most are: what is more would be empty
const TALLEST = 3 / 4; // of the large picture's width, on a stage that is higher than wide
const LEAST_STRIP = 72; // your own picture covers the strip rather than leaving less than this

/**
 * The places of the large picture and of all others. They do not depend on how many those are, so
 * that nobody who joins moves the large one; only without any others it has all the room. A strip
 * that has what a low stage leaves is broad: there your own picture has a place among the others.
 * @param {Size} stage @param {{ others: number, gap: number, own: Own | null }} options
 * @returns {{ large: Box, strip: Box, isBroad: boolean }}
 */
export function focusShape({ width, height }, { others, gap, own }) {
  const whole = { left: 0, top: 0, width, height };
  const nothing = { left: 0, top: 0, width: 0, height: 0 };
  if (others === 0) return { large: whole, strip: nothing, isBroad: false };
  if (width > height) {
    const usual = Math.min(STRIP.most, Math.max(STRIP.least, STRIP.share * width));
    const spare = Math.min(width / 2, width - gap - height * WIDEST);
    const [isBroad, depth] = [spare > usual, Math.round(Math.max(spare, usual))];
    const left = width - depth;
    const strip = { left, top: 0, width: depth, height, isWide: true };
    const isCut = !isBroad && own?.corner.endsWith("right");
    const large = { ...whole, width: left - gap };
    return { large, strip: isCut ? beside(strip, own) : strip, isBroad };
  }
  const top = Math.min(Math.round(width * TALLEST), height - STRIP.least - gap) + gap;
  const strip = { left: 0, top, width, height: height - top };
  const isCut = own?.corner.startsWith("bottom");
  const large = { ...whole, height: top - gap };
  return { large, strip: isCut ? beside(strip, own) : strip, isBroad: false };
}

/** The strip without what your own picture covers. @param {Box} strip @param {Own | null} own */
function beside(strip, own) {
  const height = strip.height - (own?.height ?? 0);
  if (!own || height < LEAST_STRIP) return strip;
  return {
    ...strip,
    height,
    top: own.corner.startsWith("top") ? strip.top + own.height : strip.top,
  };
}
