import assert from "node:assert/strict";
import test from "node:test";
import { moved, shortWay, wholeWay } from "../lib/media-way.js";
import { badge, ownBadge } from "../lib/route-words.js";
import { pathRows } from "../lib/rtc-route.js";

test("the whole way names gateway, transport and node", () => {
  assert.equal(wholeWay("relay-udp", "sfu-1"), "you → gateway (UDP) → node sfu-1");
  assert.equal(wholeWay("relay-tls", "sfu-2"), "you → gateway (TLS) → node sfu-2");
  assert.equal(shortWay("relay-tcp", "sfu-2"), "gateway (TCP)");
});

test("there is no way before a route, and none without a node", () => {
  for (const [route, node] of [
    ["", "sfu-1"],
    ["direct", "sfu-1"],
    ["relay-udp", ""],
  ]) {
    assert.equal(wholeWay(route, node), "");
    assert.equal(shortWay(route, node), "");
  }
});

test("badges and rows tell the way where there is a node, else the route", () => {
  assert.equal(badge("relay-udp"), "relayed over UDP");
  assert.equal(badge("direct", "sfu-1"), "");
  assert.equal(badge("relay-udp", "sfu-1"), "gateway (UDP)");
  assert.deepEqual(ownBadge("relay-udp"), ["relayed over UDP"]);
  assert.deepEqual(ownBadge("relay-udp", "sfu-1"), ["you", "gateway (UDP)", "node sfu-1"]);
  const route = (/** @type {string} */ name, /** @type {string} */ node) =>
    pathRows({ route: name, roundTrip: 1, node }).find(({ label }) => label === "Route")?.value;
  assert.equal(route("relay-tcp", "sfu-1"), "you → gateway (TCP) → node sfu-1");
  assert.equal(route("relay-tcp", ""), "relayed over TCP");
  assert.equal(route("", "sfu-1"), "none yet");
});

test("only another node than before is a move", () => {
  assert.equal(moved("sfu-1", "sfu-2"), "The call has moved to node sfu-2.");
  for (const [before, after] of [
    ["", "sfu-1"],
    ["sfu-1", "sfu-1"],
    ["sfu-1", ""],
  ])
    assert.equal(moved(before, after), "");
});
