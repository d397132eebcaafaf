/**
 * The frame stamp: the time at which a picture was painted, as black and white cells in it. [pure]
 *
 * 8 x 5 cells top left: 32 bits of milliseconds and their CRC-8, most significant bit first, white
 * for one. The cells are large enough to survive coding, so whoever receives the picture can read
 * how old it is. Both ends must share a clock.
 */

const COLUMNS = 8;
const ROWS = 5;
// A picture is as wide as 20 cells and as high as 15.
const CELL_WIDTH = 1 / 20;
const CELL_HEIGHT = 1 / 15;
const CERTAIN = 40; // how far from middle grey a cell must be

/** The part of the picture that the stamp covers, from its top left corner. */
export const STAMP_AREA = { width: COLUMNS * CELL_WIDTH, height: ROWS * CELL_HEIGHT };

/** The 40 bits of a time in milliseconds. @param {number} ms */
export function encode(ms) {
  const bytes = [24, 16, 8, 0].map((shift) => ((ms % 2 ** 32) >>> shift) & 0xff);
  return [...bytes, crc8(bytes)].flatMap((byte) =>
    Array.from({ length: 8 }, (_, bit) => (byte >> (7 - bit)) & 1),
  );
}

/**
 * Paints the stamp of a time into a picture.
 * @param {CanvasRenderingContext2D} context @param {number} ms
 * @param {number} width @param {number} height of the whole picture
 */
export function draw(context, ms, width, height) {
  const x = (/** @type {number} */ column) => Math.round(column * CELL_WIDTH * width);
  const y = (/** @type {number} */ row) => Math.round(row * CELL_HEIGHT * height);
  context.fillStyle = "#000";
  context.fillRect(0, 0, x(COLUMNS), y(ROWS));
  context.fillStyle = "#fff";
  encode(ms).forEach((bit, index) => {
    const [row, column] = [Math.floor(index / COLUMNS), index % COLUMNS];
    if (bit) context.fillRect(x(column), y(row), x(column + 1) - x(column), y(row + 1) - y(row));
  });
}

/**
 * The time in the pixels (RGBA) of a stamp area, or null if there is no readable stamp.
 * @param {Uint8ClampedArray} pixels @param {number} width @param {number} height of the area
 */
export function decode(pixels, width, height) {
  const bytes = [0, 0, 0, 0, 0];
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      const light = brightness(pixels, width, height, column, row);
      if (Math.abs(light - 128) < CERTAIN) return null;
      bytes[row] = (bytes[row] << 1) | (light > 128 ? 1 : 0);
    }
  }
  const checksum = bytes.pop();
  if (crc8(bytes) !== checksum) return null;
  return bytes.reduce((ms, byte) => ms * 256 + byte, 0);
}

/**
 * The milliseconds from a stamp to a time, whose higher bits the stamp has not got.
 * @param {number} stamp @param {number} now
 */
export function age(stamp, now) {
  return (Math.round(now) - stamp) >>> 0;
}

/**
 * The mean of the middle of a cell, where the coding of its neighbours does not reach.
 * @param {Uint8ClampedArray} pixels @param {number} width @param {number} height
 * @param {number} column @param {number} row
 */
function brightness(pixels, width, height, column, row) {
  let sum = 0;
  for (const down of [0.35, 0.5, 0.65]) {
    for (const along of [0.35, 0.5, 0.65]) {
      const x = Math.floor(((column + along) * width) / COLUMNS);
      const y = Math.floor(((row + down) * height) / ROWS);
      const at = 4 * (y * width + x);
      sum += 0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2];
    }
  }
  return sum / 9;
}

/** The CRC-8 of some bytes: polynomial x^8 + x^2 + x + 1. @param {number[]} bytes */
function crc8(bytes) {
  return bytes.reduce((crc, byte) => {
    let rest = crc ^ byte;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 0x80 ? (rest << 1) ^ 0x107 : rest << 1;
    return rest;
  }, 0xff);
}
