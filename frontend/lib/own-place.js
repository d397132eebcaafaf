/** Where the tiles go, and your own picture in its corner, so that it hides nobody. [pure] */

import { bottom, covered, right } from "./boxes.js";
import { gridShape } from "./grid-shape.js";
import { cornerBox, overlaid } from "./own-corner.js";

const SMALLER = 0.75; // than this of what it should be it becomes only where it has a cell
const MOST = 25;
const LEAST = { width: 100, height: 72 }; // pixels: in less, buttons cover name and face

/** @typedef {import("./focus-shape.js").Size} Size */
/** @typedef {import("./focus-shape.js").Box} Box */
/** @typedef {import("./grid-shape.js").GridShape} GridShape */
/** @typedef {import("./own-corner.js").Own} Own */
/** A tile's row, and the first of the two tracks it spans; both from 0. @typedef {{ row: number, track: number }} Seat */
/** @typedef {import("./own-corner.js").Cover} Cover */
/** @typedef {{ shape: GridShape, seats: Seat[], boxes: Box[], own: Box | null, cover: Cover | null }} Plan */

/**
 * The places of `count` tiles on a part of the stage, and of your own picture: on the stage alone,
 * else where a short last row ends, else on a corner of a tile that stays readable beside it, else
 * in a cell like that of a tile.
 * @param {number} count @param {Box} place @param {Own | null} own @param {number} gap @returns {Plan}
 */
export function planOf(count, place, own, gap) {
  const shape = gridShape(count, place.width, place.height, gap, place.isWide);
  const centred = arranged(shape, count, { place, gap });
  if (!own) return centred;
  const alone = cornerBox(own);
  if (covered(alone, centred.boxes).length === 0) return { ...centred, own: alone };
  const over = overlaid(centred.boxes, own);
  const larger = gridShape(count + 1, place.width, place.height, gap, place.isWide);
  return (
    beside(shape, count, { place, own, gap }) ??
    (over && { ...centred, ...over }) ??
    beside(larger, count, { place, own, gap }) ??
    placed(arranged(larger, count, { place, gap, own, isSpared: true }), { place, own, gap })
  );
}

/**
 * The places beside a large tile, which is the first of the boxes, of `count` others in a strip
 * that is filled from its top. Your own picture lies in its corner, or over one of them; else at
 * the lower edge, where at most the pages are turned.
 * @param {Box} large @param {number} count @param {Box} strip @param {Own | null} own @param {number} gap
 * @returns {Plan}
 */
export function planBeside(large, count, strip, own, gap) {
  const shape = gridShape(count, strip.width, strip.height, gap, strip.isWide);
  const place = { ...strip, height: shape.rows * (shape.height + gap) - gap };
  const plan = arranged(shape, count, { place, gap });
  const boxes = [large, ...plan.boxes];
  if (!own) return { ...plan, boxes };
  const isFree = covered(cornerBox(own), boxes).length === 0;
  const { top } = cornerBox({ ...own, corner: "bottom-left" });
  const over = overlaid(boxes, own) ?? { own: { ...cornerBox(own), ...(isFree ? {} : { top }) } };
  return { ...plan, boxes, ...over };
}

/**
 * How many tiles a part of a stage holds, each of which is large enough to be of use; one at least.
 * @param {Box} place @param {Own | null} own @param {number} gap
 */
export function mostTiles(place, own, gap) {
  for (let count = MOST; count > 1; count -= 1) {
    const { width, height } = planOf(count, place, own, gap).shape;
    if (width >= LEAST.width && height >= LEAST.height) return count;
  }
  return 1;
}

/**
 * Your own picture beside the last row, which is centred if that leaves it as much room as at the
 * edge; null if it were too small.
 * @param {GridShape} shape @param {number} count @param {{ place: Box, own: Own, gap: number }} about
 */
function beside(shape, count, { place, own, gap }) {
  const about = { place, own, gap };
  const centred = placed(arranged(shape, count, { place, gap }), about);
  const edged = placed(arranged(shape, count, about), about);
  const best = edged.own.width > centred.own.width ? edged : centred;
  return best.own.width >= SMALLER * own.width ? best : null;
}

/**
 * Tiles in rows. The last row is centred; beside your own picture it begins or ends at the edge;
 * in an upper corner a cell of the first row is spared for it.
 * @param {GridShape} shape @param {number} count
 * @param {{ place: Box, gap: number, own?: Own, isSpared?: boolean }} about @returns {Plan}
 */
function arranged(shape, count, { place, gap, own, isSpared = false }) {
  const { columns, rows, width, height } = shape;
  const isTop = own?.corner.startsWith("top");
  const isLeft = own?.corner.endsWith("left");
  const spared = isSpared && isTop ? (isLeft ? 0 : columns - 1) : count;
  const missing = columns * rows - count - (spared < count ? 1 : 0);
  const shift = own && !isTop ? (isLeft ? 2 * missing : 0) : missing;
  const seats = Array.from({ length: count }, (_, index) => {
    const cell = index + (index >= spared ? 1 : 0);
    const row = Math.floor(cell / columns);
    return { row, track: 2 * (cell % columns) + (row === rows - 1 ? shift : 0) };
  });
  const left = place.left + (place.width - columns * (width + gap) + gap) / 2;
  const top = place.top + (place.height - rows * (height + gap) + gap) / 2;
  const boxes = seats.map(({ row, track }) => ({
    left: left + (track * (width + gap)) / 2,
    top: top + row * (height + gap),
    width,
    height,
  }));
  return { shape, seats, boxes, own: null, cover: null };
}

/**
 * The same with your own picture, as small as it must be to lie beside the tiles of its row.
 * @param {Plan} plan @param {{ place: Box, own: Own, gap: number }} about
 */
function placed(plan, { place, own, gap }) {
  const { rows, height: tall } = plan.shape;
  const { top, left, width, height } = cornerBox(own);
  const [isTop, isLeft] = [own.corner.startsWith("top"), own.corner.endsWith("left")];
  const inset = (place.height - rows * (tall + gap) + gap) / 2 + tall;
  const inner = isTop ? place.top + inset : bottom(place) - inset;
  const row = plan.boxes.filter((box) => (isTop ? box.top < inner : bottom(box) > inner));
  const wide = isLeft
    ? Math.min(right(place), ...row.map((box) => box.left - gap)) - left
    : left + width - Math.max(place.left, ...row.map((box) => right(box) + gap));
  const high = isTop ? inner - top : top + height - inner;
  const share = Math.max(0, Math.min(1, wide / width, high / height));
  return { ...plan, own: cornerBox({ ...own, width: share * width, height: share * height }) };
}
