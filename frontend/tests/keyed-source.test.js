import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { keyedSource } from "../lib/keyed-source.js";

const fetchOfNode = globalThis.fetch;

afterEach(() => {
  globalThis.fetch = fetchOfNode;
});

/** What a source tells of an answer, until it ends. @param {Response} answer */
async function told(answer) {
  const asked = [];
  globalThis.fetch = async (url, { headers }) => {
    asked.push([url, headers]);
    return answer;
  };
  const source = new (keyedSource("a.b.c"))("/lobby/events");
  const events = [];
  source.onmessage = ({ data }) => events.push(data);
  await new Promise((resolve) => {
    source.onerror = () => resolve(undefined);
  });
  return { asked, events };
}

test("the events come whole, however they are cut, and the end is an error", async () => {
  const parts = ['data: {"a":', "1}\n", "\ndata: 2\n\nda"];
  const body = new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
  const { asked, events } = await told(new Response(body));
  assert.deepEqual(events, ['{"a":1}', "2"]);
  assert.deepEqual(asked, [["/lobby/events", { Authorization: "Bearer a.b.c" }]]);
});

test("an answer that refuses is an error", async () => {
  const { events } = await told(new Response("Not Found", { status: 404 }));
  assert.deepEqual(events, []);
});
