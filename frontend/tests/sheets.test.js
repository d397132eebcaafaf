import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

/** @param {string} file @param {RegExp} pattern */
const found = (file, pattern) =>
  pattern.exec(readFileSync(new URL(file, import.meta.url), "utf8"))?.[1];

test("a list of numbers is a sheet for the script where it is one for the style sheet", () => {
  const styled = found("../css/numbers.css", /@media (\(.*\)) {\s+call-tile > call-numbers\[open/);
  assert.ok(styled);
  assert.equal(found("../lib/sheets.js", /matchMedia\("(.*)"\)/), styled);
});
