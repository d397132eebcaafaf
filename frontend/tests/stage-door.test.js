import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { act, FRONT, find, look } from "../lib/stage-door.js";
import { de } from "../strings/de.js";

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

test("where a key is needed, it goes with the wish", async () => {
  const asked = answering(200, STAGE);
  globalThis.location = { hash: "#key=a.b.c" };
  await act({ action: "add" });
  await look();
  delete globalThis.location;
  for (const [, { headers }] of asked) assert.equal(headers.Authorization, "Bearer a.b.c");
  assert.equal(asked[0][1].headers["Content-Type"], "application/json");
});

test("a front that is just restarting is asked again, but not for ever", async () => {
  let asked = 0;
  globalThis.fetch = async () => {
    asked += 1;
    return new Response(JSON.stringify(STAGE), { status: asked < 3 ? 502 : 200 });
  };
  const pauses = [];
  assert.deepEqual(await find(async (ms) => pauses.push(ms)), STAGE);
  assert.deepEqual([asked, pauses.length], [3, 2]);
  answering(502, "Bad Gateway");
  assert.equal(await find(async () => {}), null);
});

test("a refusal that the page has words for is known by its status and by the wish", async () => {
  for (const [status, wish, meaning] of [
    [404, { action: "kill", node: "sfu-9" }, "noNode"],
    [404, { action: "expire", participant: 7 }, "notHere"],
    [409, { action: "kill", node: "sfu-1" }, "isDown"],
    [409, { action: "drain", node: "sfu-1" }, "noDrain"],
    [409, { action: "add" }, "noMore"],
    [502, { action: "add" }, "noStage"],
  ]) {
    answering(status, { message: "It cannot be." });
    const refused = await act(wish).catch((error) => error);
    assert.deepEqual([refused.message, refused.cause], ["It cannot be.", undefined]);
    assert.notEqual(de.nodes[meaning]("It cannot be.", wish.node), "It cannot be.");
  }
  answering(409, { message: "No password now." });
  const refused = await act({ action: "expire", participant: 7 }).catch((error) => error);
  assert.deepEqual([refused.message, refused.cause], ["No password now.", FRONT]);
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
