/** Laying the tiles out: all alike, or one large and the others in a strip beside it. */

import { focusShape } from "../focus-shape.js";
import { gridShape, lastRowShift, mostTiles } from "../grid-shape.js";
import { pageOf } from "../paging.js";

/** @typedef {import("./tile.js").CallTile} CallTile */
/** @typedef {import("../corners.js").Corner} Corner */
/** @typedef {import("../focus.js").Key} Key */
/** @typedef {import("../focus-shape.js").Size} Size */

const GAP = 8;
const PAGER = 52; // pixels at the lower edge, as the style sheet says

/**
 * Gives each tile its place in a grid that covers a stage, and hides those of other pages than the
 * wanted one; gives the page that is shown.
 * @param {HTMLElement} grid
 * @param {{ stage: Size, tiles: CallTile[], large: Key | null, wanted: number, ownCorner: Corner | null }} what
 */
export function arrange(grid, { stage, tiles, large: key, wanted, ownCorner }) {
  const large = tiles.find((tile) => tile.key === key);
  const others = tiles.filter((tile) => tile !== large);
  const about = { others: others.length, isFocused: large !== undefined, ownCorner };
  let places = placesOn(stage, about);
  if (others.length > mostOn(places.small))
    places = placesOn({ ...stage, height: stage.height - PAGER }, about);
  const page = pageOf(others.length, mostOn(places.small), wanted);
  const small = others.slice(page.from, page.to);
  for (const tile of tiles) tile.hidden = tile !== large && !small.includes(tile);
  if (large) makeLarge(grid, large, places.large);
  const reserved = !large && ownCorner === "bottom-right" ? ownPicture().width : 0;
  layOut(grid, small, { stage, place: places.small, reserved });
  return page;
}

/**
 * The places of the large tile, if there is one, and of all others.
 * @param {Size} stage @param {{ others: number, isFocused: boolean, ownCorner: Corner | null }} about
 */
function placesOn(stage, { others, isFocused, ownCorner }) {
  const whole = { left: 0, top: 0, ...stage };
  if (!isFocused) return { large: whole, small: whole };
  const own = ownCorner && { corner: ownCorner, ...ownPicture() };
  const { large, strip } = focusShape(stage, { others, gap: GAP, own });
  return { large, small: strip };
}

/** @param {Size} place */
function mostOn({ width, height }) {
  return mostTiles(width, height, GAP);
}

/** @param {HTMLElement} grid @param {CallTile} tile @param {Size} size */
function makeLarge(grid, tile, { width, height }) {
  grid.style.setProperty("--large-width", `${width}px`);
  grid.style.setProperty("--large-height", `${height}px`);
  tile.style.gridColumn = "auto"; // it takes no place among the others
}

/**
 * @param {HTMLElement} grid @param {CallTile[]} tiles
 * @param {{ stage: Size, place: import("../focus-shape.js").Box, reserved: number }} where
 */
function layOut(grid, tiles, { stage, place, reserved }) {
  const shape = gridShape(tiles.length, place.width, place.height, GAP);
  const right = stage.width - place.left - place.width;
  const bottom = stage.height - place.top - place.height;
  grid.style.padding = `${place.top}px ${right}px ${bottom}px ${place.left}px`;
  grid.style.setProperty("--tracks", String(shape.columns * 2));
  grid.style.setProperty("--tile-width", `${shape.width}px`);
  grid.style.setProperty("--tile-height", `${shape.height}px`);
  grid.style.setProperty("--gap", `${GAP}px`);
  // A tile spans two tracks; the last row may be shorter and begin later.
  const firstOfLastRow = shape.columns * (shape.rows - 1);
  const shift = lastRowShift(shape, tiles.length, reserved);
  tiles.forEach((tile, index) => {
    tile.style.gridColumn = `${index === firstOfLastRow ? `${shift + 1} / ` : ""}span 2`;
  });
}

/** The room that your own picture takes in its corner, as the style sheet says. */
function ownPicture() {
  const width = Math.min(192, Math.max(104, 0.15 * innerWidth));
  return { width: width + 8, height: (width * 9) / 16 + 16 };
}
