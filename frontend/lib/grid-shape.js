/** How to cut a stage into equal tiles so that the pictures become as large as possible. [pure] */

const WIDEST = 16 / 9;
const NARROWEST_ON_WIDE_STAGE = 4 / 3;
const NARROWEST_ON_TALL_STAGE = 1;
const MOST = 25;
const LEAST = { width: 100, height: 72 }; // pixels: in less, buttons cover name and face

/** @typedef {{ columns: number, rows: number, width: number, height: number }} GridShape */

/**
 * The number of columns and rows, and the size of a tile, for `count` tiles on a stage.
 * A tile may be anything between 16:9 and 4:3, on a phone held upright even square: the picture
 * is cropped, not distorted.
 * @param {number} count @param {number} stageWidth @param {number} stageHeight @param {number} gap
 * @returns {GridShape}
 */
export function gridShape(count, stageWidth, stageHeight, gap) {
  const narrowest = stageWidth > stageHeight ? NARROWEST_ON_WIDE_STAGE : NARROWEST_ON_TALL_STAGE;
  let best = { columns: 1, rows: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const cellWidth = Math.max(0, (stageWidth - gap * (columns - 1)) / columns);
    const cellHeight = Math.max(0, (stageHeight - gap * (rows - 1)) / rows);
    const width = Math.floor(Math.min(cellWidth, cellHeight * WIDEST));
    const height = Math.floor(Math.min(cellHeight, width / narrowest));
    if (width * height > best.width * best.height) best = { columns, rows, width, height };
  }
  return best;
}

/**
 * How many tiles a stage holds, each of which is large enough to be of use; one at least.
 * @param {number} stageWidth @param {number} stageHeight @param {number} gap
 */
export function mostTiles(stageWidth, stageHeight, gap) {
  for (let count = MOST; count > 1; count -= 1) {
    const { width, height } = gridShape(count, stageWidth, stageHeight, gap);
    if (width >= LEAST.width && height >= LEAST.height) return count;
  }
  return 1;
}

/**
 * By how many half tiles the last row is moved: to the middle, or not at all if the own picture,
 * `reserved` wide in the lower right corner, then has the place to itself.
 * @param {GridShape} shape @param {number} count @param {number} reserved
 */
export function lastRowShift({ columns, rows, width }, count, reserved) {
  const missing = columns * rows - count;
  const free = (missing * width) / 2;
  return free < reserved && 2 * free >= reserved ? 0 : missing;
}
