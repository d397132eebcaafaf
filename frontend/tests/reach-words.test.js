import assert from "node:assert/strict";
import { test } from "node:test";
import { reachWords } from "../lib/reach-words.js";

const HERE = ["localhost:8001", "127.0.0.1:8001", "[::1]:8001", "a.localhost"];

test("an address of this computer leads nobody else here, and it is told what does", () => {
  for (const host of HERE) {
    assert.match(reachWords(`http://${host}/?room=tea`), /this computer only\. .* LAN=1/);
    assert.equal(reachWords(`https://192.168.7.20/?room=${host}`), "");
  }
});

test("a step that runs for the network already is not to be started so", () => {
  for (const host of HERE) {
    assert.match(reachWords(`https://${host}/?room=tea`), /this computer only\. .* printed/);
    assert.doesNotMatch(reachWords(`https://${host}/?room=tea`), /LAN=1/);
  }
});

test("there is nothing to say of an address that others can open", () => {
  for (const host of ["192.168.7.20:8001", "laptop.local", "localhost.example.org"])
    assert.equal(reachWords(`https://${host}/?room=tea`), "");
});
