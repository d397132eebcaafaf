/** A list on the page whose entries stay the same elements while what they show changes. */

/**
 * @template T
 * @typedef {{ row: HTMLElement, show: (item: T) => void }} Entry
 */

/** Entries by name: the focus stays where it is when a list is told anew. @template {{ name: string }} T */
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
  }
}
