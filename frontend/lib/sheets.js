/** Lists that are sheets over the stage: one at a time, also once the page or a tile is smaller. */

/** Whether it is one now is the style sheet's to say. @typedef {HTMLElement & { hide: () => void, readonly isSheet: boolean }} Sheet */

/** @type {Set<Sheet>} */ const open = new Set(); // the last one was opened last
const sizes = new ResizeObserver(keepOne); // of the tiles that they are about

addEventListener("resize", keepOne);

/** @param {Sheet} sheet */
export function opened(sheet) {
  closed(sheet);
  open.add(sheet);
  if (sheet.parentElement) sizes.observe(sheet.parentElement);
  keepOne();
}

/** @param {Sheet} sheet */
export function closed(sheet) {
  open.delete(sheet);
  if (sheet.parentElement) sizes.unobserve(sheet.parentElement);
}

function keepOne() {
  for (const sheet of open) if (!sheet.isConnected) closed(sheet); // with its tile
  const sheets = [...open].filter(({ isSheet }) => isSheet);
  for (const sheet of sheets.slice(0, -1)) sheet.hide();
}
