import assert from "node:assert/strict";
import { test } from "node:test";
import { ended, kept, keyOf, large, lit, NO_FOCUS, next, standing, toggled } from "../lib/focus.js";

const [ADA, BEN, SCREEN, NEWER] = [
  keyOf("Ada", false),
  keyOf("Ben", false),
  keyOf("Ada", true),
  keyOf("Ben", true),
];

test("nobody is large until somebody is pinned", () => {
  const keys = [ADA, BEN];
  assert.equal(large(NO_FOCUS, keys), null);
  const pinned = toggled(NO_FOCUS, keys, BEN);
  assert.equal(large(pinned, keys), BEN);
  assert.equal(large(toggled(pinned, keys, ADA), keys), ADA);
  assert.equal(large(toggled(pinned, keys, BEN), keys), null);
});

test("the newest shared screen is large by itself, unless something is pinned", () => {
  const keys = [ADA, SCREEN, BEN, NEWER];
  assert.equal(large(NO_FOCUS, keys), NEWER);
  assert.equal(large(NO_FOCUS, [ADA, SCREEN, BEN]), SCREEN);
  assert.equal(large(toggled(NO_FOCUS, keys, ADA), keys), ADA);
});

test("a screen that is not wanted large is so again when it is shared again", () => {
  const keys = [ADA, SCREEN];
  const small = ended(NO_FOCUS, keys);
  assert.equal(large(small, keys), null);
  assert.equal(large(kept(small, keys), keys), null);
  assert.equal(large(kept(small, [ADA]), keys), SCREEN);
  assert.equal(large(toggled(small, keys, SCREEN), keys), SCREEN);
});

test("a pin waits for who has left, and comes back with them", () => {
  const pinned = toggled(NO_FOCUS, [ADA, BEN], ADA);
  assert.equal(large(pinned, [BEN]), null);
  assert.equal(large(pinned, [BEN, NEWER]), NEWER);
  assert.equal(large(ended(pinned, [BEN, NEWER]), [BEN, NEWER, ADA]), ADA);
  assert.equal(large(kept(pinned, [BEN]), [BEN, ADA]), ADA);
});

test("the end of a pin leaves a screen large, whose end leaves nothing", () => {
  const keys = [ADA, SCREEN];
  const once = ended(toggled(NO_FOCUS, keys, ADA), keys);
  assert.equal(large(once, keys), SCREEN);
  assert.equal(large(ended(once, keys), keys), null);
  assert.equal(ended(NO_FOCUS, [ADA]), NO_FOCUS);
});

test("who is in the spotlight is large, and the screen they share before them", () => {
  const keys = [ADA, SCREEN, BEN];
  const onBen = lit(NO_FOCUS, "Ben");
  assert.equal(large(onBen, keys), BEN);
  assert.equal(large(onBen, [...keys, NEWER]), NEWER);
  assert.equal(large(lit(onBen, "Ada"), [...keys, NEWER]), SCREEN);
  assert.equal(large(lit(onBen, null), keys), SCREEN);
  assert.equal(large(lit(NO_FOCUS, "Cid"), keys), SCREEN);
  assert.equal(large(lit(NO_FOCUS, "Cid"), [ADA]), null);
});

test("your own pin goes before the spotlight, which you can make small until it moves", () => {
  const keys = [ADA, BEN];
  const onBen = lit(NO_FOCUS, "Ben");
  const pinned = toggled(onBen, keys, ADA);
  assert.equal(large(pinned, keys), ADA);
  assert.equal(large(lit(pinned, "Ben"), keys), ADA);
  assert.equal(large(toggled(pinned, keys, ADA), keys), BEN);
  const small = ended(onBen, keys);
  assert.equal(large(small, keys), null);
  assert.equal(large(kept(small, keys), keys), null);
  assert.equal(large(toggled(small, keys, BEN), keys), BEN);
  assert.equal(large(ended(toggled(small, keys, BEN), keys), keys), null);
  assert.equal(large(lit(small, "Ada"), keys), ADA);
  assert.equal(large(lit(lit(small, "Ada"), "Ben"), keys), BEN);
});

test("one after the other is pinned, and after the last nobody", () => {
  const keys = [ADA, BEN];
  const first = next(NO_FOCUS, keys);
  assert.equal(large(first, keys), ADA);
  assert.equal(large(next(first, keys), keys), BEN);
  assert.equal(large(next(next(first, keys), keys), keys), null);
  assert.equal(large(next(NO_FOCUS, []), []), null);
});

test("a name that sounds like a screen is still a person", () => {
  assert.notEqual(keyOf("screen:Ada", false), keyOf("Ada", true));
});

test("only your own pin is one: neither the spotlight nor a screen that is large by itself", () => {
  const keys = [ADA, BEN, SCREEN];
  const ben = { key: BEN, name: "Ben" };
  const how = (/** @type {import("../lib/focus.js").Focus} */ focus, tile = ben) =>
    standing(focus, large(focus, keys), tile);
  const spotlit = { large: true, pinned: false, spotlit: true };
  assert.deepEqual(how(lit(NO_FOCUS, "Ben")), spotlit);
  assert.deepEqual(how(toggled(NO_FOCUS, keys, BEN)), {
    large: true,
    pinned: true,
    spotlit: false,
  });
  const screen = { key: SCREEN, name: "Ada" };
  assert.deepEqual(how(NO_FOCUS, screen), { large: true, pinned: false, spotlit: false });
  assert.deepEqual(how(NO_FOCUS), { large: false, pinned: false, spotlit: false });
});
