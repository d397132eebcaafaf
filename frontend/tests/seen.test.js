import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Seen } from "../lib/seen.js";

const given = {
  document: globalThis.document,
  IntersectionObserver: globalThis.IntersectionObserver,
};
/** @type {any} */ let page;
/** @type {(entries: object[]) => void} */ let observed;

beforeEach(() => {
  page = Object.assign(new EventTarget(), { hidden: false, pictureInPictureElement: null });
  class Observer {
    /** @param {(entries: object[]) => void} observe */
    constructor(observe) {
      observed = observe;
    }
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  Object.assign(globalThis, { document: page, IntersectionObserver: Observer });
});

afterEach(() => Object.assign(globalThis, given));

/** Two pictures, of which the second is not in view. */
function two() {
  const seen = new Seen(() => {});
  const [ada, ben] = /** @type {any[]} */ ([{}, {}]);
  seen.add(1, ada);
  seen.add(2, ben);
  observed([{ target: ben, isIntersecting: false }]);
  return { seen, ada, ben };
}

test("pictures in view are seen, and none while the page is hidden", () => {
  const { seen, ben } = two();
  assert.deepEqual(seen.ids, [1]);
  observed([{ target: ben, isIntersecting: true }]);
  assert.deepEqual(seen.ids, [1, 2]);
  page.hidden = true;
  assert.deepEqual(seen.ids, []);
  seen.close();
});

test("a picture in a window of its own is seen, wherever its tile is", () => {
  const { seen, ada, ben } = two();
  page.pictureInPictureElement = ben; // its tile is on another page
  assert.deepEqual(seen.ids, [1, 2]);
  page.pictureInPictureElement = ada;
  assert.deepEqual(seen.ids, [1]);
  page.hidden = true;
  assert.deepEqual(seen.ids, [1]);
  seen.close();
});
