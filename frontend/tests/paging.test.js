import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf, pageWords } from "../lib/paging.js";

test("up to 25 tiles are on one page", () => {
  assert.deepEqual(pageOf(0, 25, 1), { number: 1, pages: 1, from: 0, to: 0 });
  assert.deepEqual(pageOf(25, 25, 1), { number: 1, pages: 1, from: 0, to: 25 });
  assert.deepEqual(pageOf(26, 25, 1), { number: 1, pages: 2, from: 0, to: 25 });
  assert.deepEqual(pageOf(26, 25, 2), { number: 2, pages: 2, from: 25, to: 26 });
});

test("each tile is on just one page, in order", () => {
  for (let count = 0; count <= 150; count += 1) {
    const { pages } = pageOf(count, 25, 1);
    const shown = [];
    for (let wanted = 1; wanted <= pages; wanted += 1) {
      const { from, to } = pageOf(count, 25, wanted);
      assert.ok(to - from <= 25);
      for (let index = from; index < to; index += 1) shown.push(index);
    }
    assert.deepEqual(
      shown,
      Array.from({ length: count }, (_, index) => index),
    );
  }
});

test("nobody who joins moves anybody to another page", () => {
  for (let count = 1; count < 150; count += 1)
    for (let wanted = 1; wanted <= pageOf(count, 25, 1).pages; wanted += 1)
      assert.equal(pageOf(count + 1, 25, wanted).from, pageOf(count, 25, wanted).from);
});

test("a page that is there no more, or never was, is the nearest that is", () => {
  assert.equal(pageOf(60, 25, 9).number, 3);
  assert.equal(pageOf(50, 25, 3).number, 2); // the last on page 3 has left
  assert.equal(pageOf(60, 25, 0).number, 1);
});

test("a page says which of how many it is", () => {
  assert.equal(pageWords(pageOf(60, 25, 2)), "Page 2 of 3");
});
