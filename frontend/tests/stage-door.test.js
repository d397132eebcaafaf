import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { act, look } from "../lib/stage-door.js";

const fetchOfNode = globalThis.fetch;
const STAGE = { nodes: [{ name: "sfu-1", state: "up" }], route: true };

/** Answers whatever is asked, and keeps it. @param {number} status @param {unknown} body */
function answering(status, body) {
  const asked = [];
  globalThis.fetch = async (url, request) => {
    asked.push([url, request]);
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  };
  return asked;
}

afterEach(() => {
  globalThis.fetch = fetchOfNode;
});

test("no stage is no error", async () => {
  answering(404, "Not Found");
  assert.equal(await look(), null);
});

test("the stage is as it is told", async () => {
  answering(200, STAGE);
  assert.deepEqual(await look(), STAGE);
});

test("a wish is sent as JSON, and its answer is the new stage", async () => {
  const asked = answering(200, STAGE);
  assert.deepEqual(await act({ action: "kill", node: "sfu-1" }), STAGE);
  const [[url, { method, headers, body }]] = asked;
  assert.deepEqual([url, method, headers["Content-Type"]], ["/stage", "POST", "application/json"]);
  assert.deepEqual(JSON.parse(body), { action: "kill", node: "sfu-1" });
});

test("a refusal is the front's own sentence, or one of ours", async () => {
  answering(409, { message: "Node sfu-9 does not exist." });
  await assert.rejects(act({ action: "kill", node: "sfu-9" }), /^Error: Node sfu-9 does not exist/);
  answering(502, "<html>");
  await assert.rejects(act({ action: "add" }), /refused it \(502\)/);
  answering(200, "not what was asked for");
  await assert.rejects(look(), /refused it/);
});

test("a front that is away is told in words", async () => {
  globalThis.fetch = async () => {
    throw new TypeError("Failed to fetch");
  };
  await assert.rejects(look(), /The front does not answer/);
});
