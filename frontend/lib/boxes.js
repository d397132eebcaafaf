/** Boxes on the stage: their edges, and which of them lie over each other. [pure] */

/** @typedef {import("./focus-shape.js").Box} Box */

/** @param {Box} box */
export function right({ left, width }) {
  return left + width;
}

/** @param {Box} box */
export function bottom({ top, height }) {
  return top + height;
}

/** The indices of the boxes of which another one covers a part. @param {Box} box @param {Box[]} boxes */
export function covered(box, boxes) {
  return boxes.flatMap((one, index) => {
    const across = Math.min(right(box), right(one)) - Math.max(box.left, one.left);
    const down = Math.min(bottom(box), bottom(one)) - Math.max(box.top, one.top);
    return across > 0 && down > 0 ? [index] : [];
  });
}
