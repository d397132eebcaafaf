import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { LANGUAGES, languageOf, localeOf } from "../lib/language.js";
import { inEnglish, sentenceOf } from "../lib/sentence.js";
import { decimal, words } from "../lib/words.js";
import { de } from "../strings/de.js";
import { en } from "../strings/en.js";

// Names, and words that both languages have.
const SAME = [
  "Language / Sprache",
  "Chat",
  "Chunks",
  "WebSocket",
  "UDP",
  "TURN",
  "SFU",
  "Codec",
  "Reserve",
];

/** The entries of a table by their paths, such as "lobby.join". */
function entries(table, path = "") {
  return Object.entries(table).flatMap(([name, entry]) => {
    const inner = path ? `${path}.${name}` : name;
    return typeof entry === "object" ? entries(entry, inner) : [[inner, entry]];
  });
}

test("every language has each entry, in the order and of the kind of the English ones", async () => {
  const english = entries(en);
  const files = (await readdir(new URL("../strings", import.meta.url))).sort();
  assert.deepEqual(
    files,
    Object.keys(LANGUAGES)
      .map((name) => `${name}.js`)
      .sort(),
  );
  for (const name of Object.keys(LANGUAGES)) {
    const table = entries((await import(`../strings/${name}.js`))[name]);
    assert.deepEqual(
      table.map(([path]) => path),
      english.map(([path]) => path),
    );
    for (const [index, [path, entry]] of table.entries()) {
      const [, wanted] = english[index];
      assert.equal(typeof entry, typeof wanted, path);
      assert.equal(entry.length > 0, wanted.length > 0, path);
      if (typeof entry === "function") assert.equal(entry.length, wanted.length, path);
    }
  }
});

test("no German entry was left in English", () => {
  const english = new Map(entries(en));
  const same = entries(de).filter(([path, entry]) => String(entry) === String(english.get(path)));
  assert.deepEqual(
    same.filter(([, entry]) => !SAME.includes(entry)),
    [],
  );
});

test("every entry is used, but for those that are chosen by a server's code", async () => {
  const root = new URL("..", import.meta.url);
  const names = (await readdir(root, { recursive: true })).filter((name) =>
    /^(?!node_modules|strings|tests).*\.(js|html)$/.test(name),
  );
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, root), "utf8")));
  const used = new Set(texts.join("\n").match(/\w+/g));
  const keys = entries(en).map(([path]) => path.split("."));
  const unused = keys.filter(([area, ...path]) => area !== "server" && !used.has(path.at(-1)));
  assert.deepEqual(
    unused.filter(([area]) => area !== "steps" && area !== "language"),
    [],
  );
});

test("only a room is called lobby, which it is where nobody names another", () => {
  const said = [...entries(en), ...entries(de)].map(([, entry]) => String(entry));
  assert.deepEqual(
    said.filter((text) => /lobby/i.test(text)),
    [],
  );
});

test("the first wish that can be met decides, and English is left", () => {
  assert.equal(languageOf(["de"]), "de");
  assert.equal(languageOf(["", "", "fr-CA", "de-AT", "en"]), "de");
  assert.equal(languageOf(["fr", "en-GB", "de"]), "en");
  assert.equal(languageOf(["fr", "toString"]), "en");
  assert.equal(languageOf([]), "en");
});

test("numbers and times are written as in the person's region", () => {
  assert.equal(localeOf("de", ["en-US", "de-CH", "de"]), "de-CH");
  assert.equal(localeOf("de", ["en-US"]), "de");
  assert.equal(decimal(1234.5), "1234.5");
  assert.equal(decimal(2, 1), "2.0");
});

test("without a page the words are English", () => {
  assert.equal(words, en);
});

test("an error is known by its code and its field, and who has removed somebody is named", () => {
  const told = (code, field, by) => sentenceOf({ code, message: "It is told so.", field, by });
  for (const [code, field] of [
    ["invalid", "name"],
    ["invalid", "room"],
    ["invalid", "sdp"],
    ["invalid", "text"],
    ["not_found", "participant"],
    ["not_found", "waiting"],
    ["unsupported", "participant"],
  ]) {
    assert.equal(told(code, field), "It is told so.");
    assert.notEqual(de.server[`${code}_${field}`]("It is told so."), "It is told so.");
  }
  assert.equal(told("removed", null, "Ben"), "It is told so.");
  assert.equal(de.server.removed("", "Ben"), "Ben hat Sie aus diesem Raum entfernt.");
  assert.match(de.server.removed("", ""), /^Die Moderation hat/);
});

test("of sentences that share a code German has each, and a general one for what is new", () => {
  for (const [code, told, german] of [
    [
      "no_entry",
      "Your invite link has expired: ask whoever invited you for a new one.",
      /abgelaufen/,
    ],
    [
      "forbidden",
      "Only a presenter may do this: whoever came in by the presenter's link.",
      /Moderation kam/,
    ],
    ["room_full", "The room is full. Ask somebody to leave first.", /zuerst zu gehen/],
    [
      "server_full",
      "All media servers are full. Try again in a few minutes.",
      /^Alle Medienserver/,
    ],
    ["flood", "Too many invalid messages.", /ungültige/],
    ["idle", "Too many others want to join.", /^Zu viele andere/],
    ["invalid_sdp", "An m-line is not one.", /m-Zeile/],
  ]) {
    assert.match(de.server[code](told), german);
    assert.match(
      de.server[code]("toString"),
      /^(Diesen Raum|Ihr Link|Der Raum|Der Server|Von hier)/,
    );
  }
});

test("what a server tells has the page's own words if they are known by its code", () => {
  const message = "The field name is missing.";
  assert.equal(sentenceOf({ code: "replaced", message }), words.server.replaced());
  assert.equal(sentenceOf({ code: "no_entry", message }), message);
  assert.equal(sentenceOf({ code: "invalid", message }), message);
  assert.equal(inEnglish(message), message);
});
