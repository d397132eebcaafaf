/** A list on the page whose entries stay the same elements while what they show changes. */

/**
 * @template T
 * @typedef {{ row: HTMLElement, show: (item: T) => void }} Entry
 */

/** Entries by name: the focus stays in it when a list is told anew, if an entry does. @template {{ name: string }} T */
export class KeyedList {
  /** @type {Map<string, Entry<T>>} */ #entries = new Map();

  /** @param {HTMLElement} list @param {(item: T) => Entry<T>} make */
  constructor(list, make) {
    this.list = list;
    this.make = make;
  }

  /** Shows these items and no others, in this order. @param {T[]} items */
  show(items) {
    const names = new Set(items.map(({ name }) => name));
    const giveBack = rememberFocus(this.list);
    for (const [name, { row }] of this.#entries) {
      if (names.has(name)) continue;
      row.remove();
      this.#entries.delete(name);
    }
    items.forEach((item, index) => {
      const entry = this.#entries.get(item.name) ?? this.make(item);
      this.#entries.set(item.name, entry);
      entry.show(item);
      const there = this.list.children[index];
      if (there !== entry.row) this.list.insertBefore(entry.row, there ?? null);
    });
    giveBack();
  }
}

/**
 * Remembers what has the focus in a list; gives what to call once the list has changed. From a row
 * that has gone, the focus goes to the same button of the next one, or else of the one before it.
 * @param {HTMLElement} list
 */
function rememberFocus(list) {
  const { activeElement: had } = document;
  const rows = [...list.children];
  const at = rows.findIndex((row) => row.contains(had));
  if (at < 0 || !(had instanceof HTMLButtonElement)) return () => {};
  const which = buttonsOf(rows[at]).indexOf(had);
  return () => {
    if (document.activeElement === had) return;
    const nearest = [...rows.slice(at), ...rows.slice(0, at).reverse()];
    const buttons = buttonsOf(nearest.find((row) => row.isConnected));
    [buttons[which], ...buttons].find((button) => button && !button.hidden)?.focus();
  };
}

/** @param {Element | undefined} row */
function buttonsOf(row) {
  return [...(row?.querySelectorAll("button") ?? [])];
}
