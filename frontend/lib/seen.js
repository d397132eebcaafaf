/** Which pictures somebody can see now: those of others need not be sent. */

const CHANGES = ["visibilitychange", "enterpictureinpicture", "leavepictureinpicture"];
const REST = 200; // milliseconds in which changes are collected

/** @typedef {import("./call-media.js").TileId} TileId */

/** The videos on a page, by tile. */
export class Seen {
  /** @type {Map<Element, TileId>} */ #ids = new Map();
  /** @type {Set<Element>} */ #inView = new Set();
  #observer = new IntersectionObserver((entries) => this.#observe(entries));
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #later = () => this.#tellSoon();

  /** @param {(ids: TileId[]) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    for (const type of CHANGES) document.addEventListener(type, this.#later);
  }

  /** The pictures in view: none while the page is hidden, but always one in a window of its own. */
  get ids() {
    const videos = new Set(document.hidden ? [] : this.#inView);
    if (document.pictureInPictureElement) videos.add(document.pictureInPictureElement);
    return [...videos].flatMap((video) => this.#ids.get(video) ?? []);
  }

  /** Watches a video, which counts as seen at first. @param {TileId} id @param {Element} video */
  add(id, video) {
    this.#ids.set(video, id);
    this.#inView.add(video);
    this.#observer.observe(video);
    this.#tellSoon();
  }

  /** @param {Element} video */
  remove(video) {
    this.#observer.unobserve(video);
    this.#ids.delete(video);
    this.#inView.delete(video);
    this.#tellSoon();
  }

  /** Ends the watching. */
  close() {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    for (const type of CHANGES) document.removeEventListener(type, this.#later);
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #observe(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#inView.add(target);
      else this.#inView.delete(target);
    }
    this.#tellSoon();
  }

  #tellSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.onChange(this.ids), REST);
  }
}
