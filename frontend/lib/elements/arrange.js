/** Laying the tiles out: all alike, or one large and the others in a strip beside it. */

import { focusShape } from "../focus-shape.js";
import { mostTiles, planBeside, planOf } from "../own-place.js";
import { pageOf } from "../paging.js";

/** @typedef {import("./tile.js").CallTile} CallTile */
/** @typedef {import("../corners.js").Corner} Corner */
/** @typedef {import("../focus.js").Key} Key */
/** @typedef {import("../focus-shape.js").Size} Size */

/** What of yours lies over a corner: your picture, or the button that shows it. @typedef {{ corner: Corner, isPicture: boolean }} OwnCorner */
/** @typedef {import("../own-place.js").Own} Own */
/** @typedef {import("../own-place.js").Cover} Cover */

const GAP = 8;
const PAGER = 52; // pixels at the lower edge, as the style sheet says
const BUTTON = 28; // pixels: the one that shows your picture again
const OWN = { share: 0.15, least: 104, most: 192, mostOfStage: 0.3 }; // your picture's width

/**
 * Gives each tile its place in a grid that covers a stage, and hides those of other pages than the
 * wanted one; gives the page that is shown.
 * @param {HTMLElement} grid
 * @param {{ stage: Size, tiles: CallTile[], large: Key | null, wanted: number, ownCorner: OwnCorner | null }} what
 */
export function arrange(grid, { stage, tiles, large: key, wanted, ownCorner }) {
  const large = tiles.find((tile) => tile.key === key);
  const others = tiles.filter((tile) => tile !== large);
  const own = ownCorner && ownOn(stage, ownCorner);
  const about = { others: others.length, isFocused: large !== undefined, own };
  let places = placesOn(stage, about);
  if (others.length > mostOn(places))
    places = placesOn({ ...stage, height: stage.height - PAGER }, about);
  const page = pageOf(others.length, mostOn(places), wanted);
  const small = others.slice(page.from, page.to);
  for (const tile of tiles) tile.hidden = tile !== large && !small.includes(tile);
  if (large) makeLarge(grid, large, places.large);
  const isAside = large && !places.own; // your own picture, from the place of the others
  const plan = isAside
    ? planBeside(places.large, small.length, places.small, own, GAP)
    : planOf(small.length, places.small, places.own, GAP);
  layOut(grid, small, { stage, place: places.small, plan });
  tellCovered(tiles, isAside ? [large, ...small] : small, plan.cover);
  if (plan.own) showOwn(grid, plan.own);
  return page;
}

/**
 * The places of the large tile, if there is one, and of all others; and what lies over these.
 * @param {Size} stage @param {{ others: number, isFocused: boolean, own: Own | null }} about
 */
function placesOn(stage, { others, isFocused, own }) {
  const whole = { left: 0, top: 0, ...stage };
  if (!isFocused) return { large: whole, small: whole, own };
  const taken = own && { ...own, width: own.width + GAP, height: own.height + 2 * GAP };
  const { large, strip, isBroad } = focusShape(stage, { others, gap: GAP, own: taken });
  return { large, small: strip, own: isBroad && own?.corner.endsWith("right") ? own : null };
}

/** @param {{ small: import("../focus-shape.js").Box, own: Own | null }} places */
function mostOn({ small, own }) {
  return mostTiles(small, own, GAP);
}

/** @param {HTMLElement} grid @param {CallTile} tile @param {Size} size */
function makeLarge(grid, tile, { width, height }) {
  grid.style.setProperty("--large-width", `${width}px`);
  grid.style.setProperty("--large-height", `${height}px`);
  tile.style.gridArea = "auto"; // it takes no place among the others
}

/**
 * @param {HTMLElement} grid @param {CallTile[]} tiles
 * @param {{ stage: Size, place: import("../focus-shape.js").Box, plan: import("../own-place.js").Plan }} where
 */
function layOut(grid, tiles, { stage, place, plan: { shape, seats } }) {
  const right = stage.width - place.left - place.width;
  const bottom = stage.height - place.top - place.height;
  grid.style.padding = `${place.top}px ${right}px ${bottom}px ${place.left}px`;
  grid.style.setProperty("--tracks", String(shape.columns * 2));
  grid.style.setProperty("--rows", String(shape.rows));
  grid.style.setProperty("--tile-width", `${shape.width}px`);
  grid.style.setProperty("--tile-height", `${shape.height}px`);
  grid.style.setProperty("--gap", `${GAP}px`);
  // A tile spans two tracks; the last row may be shorter and begin later.
  tiles.forEach((tile, index) => {
    const { row, track } = seats[index];
    tile.style.gridArea = `${row + 1} / ${track + 1} / auto / span 2`;
  });
}

/**
 * Tells a tile what of it your own picture covers, and all others that it covers nothing.
 * @param {CallTile[]} tiles @param {CallTile[]} shown @param {Cover | null} cover
 */
function tellCovered(tiles, shown, cover) {
  for (const tile of tiles) delete tile.dataset.covered;
  if (!cover) return;
  const { dataset, style } = shown[cover.index];
  dataset.covered = cover.isLow ? `${cover.side} low` : cover.side;
  style.setProperty("--covered", `${cover.width}px`);
}

/** @param {HTMLElement} grid @param {import("../focus-shape.js").Box} own */
function showOwn({ parentElement }, { top, width }) {
  parentElement?.style.setProperty("--own-top", `${top}px`);
  parentElement?.style.setProperty("--own-width", `${width}px`);
}

/** How large what lies over a corner should be. @param {Size} stage @param {OwnCorner} own @returns {Own} */
function ownOn(stage, { corner, isPicture }) {
  if (!isPicture) return { corner, stage, width: BUTTON, height: BUTTON };
  const wanted = Math.min(OWN.most, Math.max(OWN.least, OWN.share * innerWidth));
  const width = Math.min(wanted, OWN.mostOfStage * stage.width);
  return { corner, stage, width, height: (width * 9) / 16 };
}
