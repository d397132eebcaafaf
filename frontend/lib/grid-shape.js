/** How to cut a stage into equal tiles so that the pictures become as large as possible. [pure] */

const WIDEST = 16 / 9;
const NARROWEST_ON_WIDE_STAGE = 4 / 3;
const NARROWEST_ON_TALL_STAGE = 1;
const NARROWEST_ALONE_ON_TALL_STAGE = 3 / 4;

/** @typedef {{ columns: number, rows: number, width: number, height: number }} GridShape */

/**
 * The number of columns and rows, and the size of a tile, for `count` tiles on a stage.
 * A tile may be anything between 16:9 and 4:3, on a phone held upright even square, and 3:4 if it is
 * the only one: the picture is cropped, not distorted.
 * @param {number} count @param {number} stageWidth @param {number} stageHeight @param {number} gap
 * @param {boolean} [isWide] @returns {GridShape}
 */
export function gridShape(count, stageWidth, stageHeight, gap, isWide = stageWidth > stageHeight) {
  const narrowestOnTall = count === 1 ? NARROWEST_ALONE_ON_TALL_STAGE : NARROWEST_ON_TALL_STAGE;
  const narrowest = isWide ? NARROWEST_ON_WIDE_STAGE : narrowestOnTall;
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
