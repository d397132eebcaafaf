import assert from "node:assert/strict";
import test from "node:test";
import { Uplink } from "../lib/uplink.js";

const SECOND_OF_MEDIA = 600_000 / 8;

test("a socket that keeps up changes nothing", () => {
  const uplink = new Uplink(600_000);
  for (let now = 0; now < 120_000; now += 250) assert.equal(uplink.decide(now, 5_000), "go on");
  assert.equal(uplink.bitrate, 600_000);
});

test("a full socket stops the recorder until it has drained, then half as much is sent", () => {
  const uplink = new Uplink(600_000);
  assert.equal(uplink.decide(0, 1.1 * SECOND_OF_MEDIA), "stop");
  assert.equal(uplink.decide(250, 0.9 * SECOND_OF_MEDIA), "go on");
  assert.equal(uplink.stopped, true);
  assert.equal(uplink.decide(500, 0), "begin");
  assert.equal(uplink.stopped, false);
  assert.equal(uplink.bitrate, 300_000);
});

test("it never goes below 100 kbit/s", () => {
  const uplink = new Uplink(250_000);
  for (let round = 0; round < 5; round += 1) {
    assert.equal(uplink.decide(round, 1_000_000), "stop");
    assert.equal(uplink.decide(round, 0), "begin");
  }
  assert.equal(uplink.bitrate, 100_000);
});

test("after 30 s of calm twice as much is tried, up to the highest", () => {
  const uplink = new Uplink(600_000);
  uplink.decide(0, 1_000_000);
  uplink.decide(1_000, 0);
  assert.equal(uplink.decide(30_000, 0), "go on");
  assert.equal(uplink.decide(31_001, 0), "begin");
  assert.equal(uplink.bitrate, 600_000);
  assert.equal(uplink.decide(90_000, 0), "go on");
});

test("a socket that is half full is no calm", () => {
  const uplink = new Uplink(600_000);
  uplink.decide(0, 1_000_000);
  uplink.decide(1_000, 0);
  for (let now = 1_000; now < 100_000; now += 1_000) {
    assert.equal(uplink.decide(now, SECOND_OF_MEDIA / 4), "go on");
  }
});
