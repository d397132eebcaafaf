import assert from "node:assert/strict";
import test from "node:test";
import { configuration } from "../lib/ice-servers.js";

const URLS = [
  "turn:192.0.2.1:3478?transport=udp",
  "turn:192.0.2.1:3478?transport=tcp",
  "turns:polycloud.test:5349?transport=tcp",
];
const SERVERS = [{ urls: URLS, username: "1:2", credential: "secret" }];

test("without a wish all servers are used, beside the direct way", () => {
  const { iceServers, iceTransportPolicy } = configuration(SERVERS, "");
  assert.deepEqual(iceServers, SERVERS);
  assert.equal(iceTransportPolicy, "all");
});

test("relayed only means every server, or those of one transport", () => {
  for (const [relay, urls] of [
    ["any", URLS],
    ["udp", [URLS[0]]],
    ["tcp", [URLS[1]]],
    ["tls", [URLS[2]]],
  ]) {
    const { iceServers, iceTransportPolicy } = configuration(SERVERS, relay);
    assert.deepEqual(iceServers, [{ urls, username: "1:2", credential: "secret" }]);
    assert.equal(iceTransportPolicy, "relay");
  }
});

test("a step without a TURN server connects directly whatever the wish", () => {
  assert.deepEqual(configuration([], "any"), {
    bundlePolicy: "max-bundle",
    iceServers: [],
    iceTransportPolicy: "all",
  });
});
