/** Lists that are sheets over the stage of a phone: one at a time, also once it is turned. */

/** @typedef {HTMLElement & { hide: () => void }} Sheet */

const phone = matchMedia("(max-width: 46rem)"); // as in the style sheet
/** @type {Set<Sheet>} */ const open = new Set(); // the last one was opened last

phone.addEventListener("change", keepOne);

/** @param {Sheet} sheet */
export function opened(sheet) {
  closed(sheet);
  open.add(sheet);
  keepOne();
}

/** @param {Sheet} sheet */
export function closed(sheet) {
  open.delete(sheet);
}

function keepOne() {
  for (const sheet of open) if (!sheet.isConnected) closed(sheet); // with its tile
  if (!phone.matches) return;
  for (const sheet of [...open].slice(0, -1)) sheet.hide();
}
