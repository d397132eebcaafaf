import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "../lib/links.js";

const links = (text) => pieces(text).filter(({ address }) => address);
const addresses = (text) => links(text).map(({ address }) => address);
const plain = (text) => assert.deepEqual(pieces(text), text ? [{ text }] : [], text);

test("a text is cut where its addresses are, and nothing is lost", () => {
  assert.deepEqual(pieces("See http://a.example/x?y=1#z and\nHTTPS://b.example:8443/ too"), [
    { text: "See " },
    { text: "http://a.example/x?y=1#z", address: "http://a.example/x?y=1#z" },
    { text: " and\n" },
    { text: "https://b.example:8443/", address: "https://b.example:8443/" },
    { text: " too" },
  ]);
  plain("");
  plain("Nothing to see at a.example or www.a.example.");
});

test("a sentence's end and the brackets around an address are not of it", () => {
  const address = "https://a.example/b";
  for (const [before, after] of [
    ["", "."],
    ["", "?!"],
    ["(", ")"],
    ["(see ", ")."],
    ["[x](", ")"],
    ["<", ">"],
    ['"', '"'],
    ["\u201c", "\u201d,"],
    ["**", "**"],
    ["{", "}"],
    ["", "..."],
    ["\uff08", "\uff09\u3002"],
  ])
    assert.deepEqual(
      pieces(`${before}${address}${after}`).map(({ text }) => text),
      [before, address, after].filter(Boolean),
    );
});

test("brackets that an address itself opens stay in it", () => {
  const wiki = "https://a.example/SFU_(video)";
  assert.deepEqual(addresses(`(${wiki})`), [wiki]);
  assert.deepEqual(addresses(`${wiki}.`), [wiki]);
  assert.deepEqual(addresses("http://[::1]:8001/"), ["http://[::1]:8001/"]);
});

test("a slash that nobody wrote is not shown, though it is opened", () => {
  assert.deepEqual(pieces("http://a.example"), [
    { text: "http://a.example", address: "http://a.example/" },
  ]);
});

test("no other scheme becomes a link", () => {
  for (const text of [
    "javascript:alert(1)",
    "JaVaScRiPt://a.example/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x blob:x file:///etc/passwd ftp://a.example/",
    "xhttp://a.example/",
    "https:a.example",
    "https:/a.example",
    "http://",
    "https://.",
    "http:///",
  ])
    plain(text);
});

test("an address that pretends to be of somebody else stays text", () => {
  for (const text of [
    "https://bank.example@evil.example/",
    "https://bank.example:443@evil.example/",
    "https://bank.example%2f@evil.example/",
    "https://@evil.example/",
    "https://:@evil.example/",
    "https://bank.example\uff20evil.example/",
    "https://a@b@c.example/",
  ])
    plain(text);
  // An @ behind the host is no user's name; a browser takes a backslash for a slash.
  assert.deepEqual(addresses("https://a.example/@ada"), ["https://a.example/@ada"]);
  assert.deepEqual(links("https://a.example\\@b.example"), [
    { text: "https://a.example/@b.example", address: "https://a.example/@b.example" },
  ]);
});

test("what is shown is what is opened, in letters that look like no others", () => {
  const cyrillic = "https://\u0430\u0440\u0440\u04cf\u0435.example/";
  assert.deepEqual(links(cyrillic), [
    { text: "https://xn--80ak6aa92e.example/", address: "https://xn--80ak6aa92e.example/" },
  ]);
  for (const [written, opened] of [
    ["https://\uff45vil.example/", "https://evil.example/"],
    ["https://b\u00fccher.example", "https://xn--bcher-kva.example/"],
    ["https://EXAM%70LE.com/", "https://example.com/"],
    ["http://2130706433/", "http://127.0.0.1/"],
    ["http://0x7f.1/", "http://127.0.0.1/"],
    ["https://bank\u3002example/", "https://bank.example/"],
    ["https://a.example/\u0430", "https://a.example/%D0%B0"],
    ["https://a.example/?q=\u00e9#\u00e9", "https://a.example/?q=%C3%A9#%C3%A9"],
  ])
    assert.deepEqual(addresses(written), [opened]);
});

test("an address ends where a character is invisible or turns the text around", () => {
  for (const odd of [
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200d",
    "\u00ad",
    "\ufeff",
    "\u0000",
    "\u2028",
  ])
    assert.deepEqual(addresses(`https://a.example/b${odd}moc.evil//:sptth`), [
      "https://a.example/b",
    ]);
});

test("a shown address is always ASCII, and always opens what it says", () => {
  const odd = "\u202eab.:/@\\?#%[]()\u00e9\u0430\ud83d\ude00\ud800 \u3002";
  let seed = 7;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647);
  for (let round = 0; round < 5_000; round++) {
    const tail = Array.from({ length: next() % 12 }, () => odd[next() % odd.length]).join("");
    for (const { text, address } of links(`https://a.example${tail}`)) {
      assert.match(text, /^https?:\/\/[\x21-\x7e]+$/);
      assert.equal(new URL(text).href, address);
      assert.equal(new URL(text).username, "");
    }
  }
});

test("what is too long stays text, and so does what repeats itself", () => {
  const long = `https://a.example/${"b".repeat(982)}`;
  assert.equal(links(long).length, 1);
  plain(`${long}b`);
  plain(`https://a.example/${"\u00e9".repeat(400)}`); // each becomes six characters
  for (const hostile of [")", "(", ".", "@", "\ud800"])
    assert.ok(links(`https://a.example/${hostile.repeat(2_000)}`).length <= 1);
  assert.equal(links("https://a.b ".repeat(160)).length, 160);
});
