/** The corners of the stage, in one of which your own picture lies. [pure] */

/** @typedef {"top-left" | "top-right" | "bottom-right" | "bottom-left"} Corner */

/** Clockwise. @type {readonly Corner[]} */
export const CORNERS = ["top-left", "top-right", "bottom-right", "bottom-left"];

/** Where an arrow key leads; the same corner for any other key. @param {Corner} corner @param {string} key */
export function towards(corner, key) {
  const [row, column] = corner.split("-");
  /** @type {Record<string, string>} */
  const corners = {
    ArrowUp: `top-${column}`,
    ArrowDown: `bottom-${column}`,
    ArrowLeft: `${row}-left`,
    ArrowRight: `${row}-right`,
  };
  return /** @type {Corner} */ (corners[key] ?? corner);
}

/** The next corner, clockwise. @param {Corner} corner */
export function nextCorner(corner) {
  return CORNERS[(CORNERS.indexOf(corner) + 1) % CORNERS.length];
}

/** The corner nearest to a place, told as shares of width and height. @param {number} x @param {number} y */
export function nearestCorner(x, y) {
  return /** @type {Corner} */ (`${y < 0.5 ? "top" : "bottom"}-${x < 0.5 ? "left" : "right"}`);
}
