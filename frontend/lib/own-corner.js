/** Your own picture in a corner of the stage, and over a tile there that stays readable. [pure] */

import { bottom, covered, right } from "./boxes.js";

const INSET = 8; // pixels from the edges of the stage
const TOOLS = 44; // at the upper edge of a tile: its numbers and its buttons
const LABEL = { share: 0.6, most: 160 }; // of a tile's width, which its name needs

/** @typedef {import("./focus-shape.js").Size} Size */
/** @typedef {import("./focus-shape.js").Box} Box */
/** What lies over a corner of a stage. @typedef {Size & { corner: import("./corners.js").Corner, stage: Size }} Own */
/**
 * How much of which side of a tile is covered, and whether that is where its name is.
 * @typedef {{ index: number, side: "left" | "right", width: number, isLow: boolean }} Cover
 */

/**
 * Your own picture over one of these boxes, below its buttons or above them; null if that would
 * hide its middle, its name, or anything of another one.
 * @param {Box[]} boxes @param {Own} own @returns {{ own: Box, cover: Cover } | null}
 */
export function overlaid(boxes, own) {
  const first = covered(cornerBox(own), boxes)[0];
  const under = boxes[first];
  if (!under) return null;
  const isTop = own.corner.startsWith("top");
  const box = { ...cornerBox(own), ...(isTop ? { top: under.top + TOOLS } : {}) };
  const isRight = own.corner.endsWith("right");
  const width = isRight ? right(under) - box.left : right(box) - under.left;
  const isWithin = isTop ? bottom(box) <= bottom(under) : box.top >= under.top + TOOLS;
  const isReadable = under.width - width >= Math.min(LABEL.most, LABEL.share * under.width);
  if (covered(box, boxes).length !== 1 || !isWithin || !isReadable) return null;
  const isLow = bottom(box) > under.top + under.height / 2;
  return { own: box, cover: { index: first, side: isRight ? "right" : "left", width, isLow } };
}

/** Your own picture in its corner, if nothing were in its way. @param {Own} own @returns {Box} */
export function cornerBox({ corner, width, height, stage }) {
  const left = corner.endsWith("left") ? INSET : stage.width - INSET - width;
  const top = corner.startsWith("top") ? INSET : stage.height - INSET - height;
  return { left, top, width, height };
}
