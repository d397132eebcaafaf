import assert from "node:assert/strict";
import { test } from "node:test";
import { stepAddress } from "../lib/elements/chooser-card.js";
import { stepsAddress } from "../lib/page.js";

test("each step has a port of its own, but the one that sent the page is wherever it is", () => {
  assert.equal(stepAddress("http://localhost:8001/steps", 3, 1), "http://localhost:8003/");
  assert.equal(stepAddress("https://laptop.local:9000/steps", 1, 1), "https://laptop.local:9000/");
  assert.equal(stepAddress("http://[::1]:8001/steps", 2, 1), "http://[::1]:8002/");
});

test("whoever came by an invite link still has room and key on the way through all steps", () => {
  const steps = stepsAddress("https://192.168.7.20:8001/?room=tea#key=a.b.c");
  assert.equal(steps, "/steps?room=tea#key=a.b.c");
  const page = new URL(steps, "https://192.168.7.20:8001").href;
  assert.equal(stepAddress(page, 1, 1), "https://192.168.7.20:8001/?room=tea#key=a.b.c");
  assert.equal(stepAddress(page, 2, 1), "https://192.168.7.20:8002/?room=tea#key=a.b.c");
});
