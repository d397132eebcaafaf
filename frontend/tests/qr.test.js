import assert from "node:assert/strict";
import { test } from "node:test";
import { qrCode } from "../lib/qr.js";

const LINK = "https://192.168.7.20:8001/?room=tea#key=a.b.c";

/** What was asked for while the server answers so. */
async function asked(answer, link = LINK) {
  const calls = [];
  globalThis.fetch = async (...call) => {
    calls.push(call);
    return answer();
  };
  return { code: await qrCode(link), calls };
}

test("the code of a link is asked for with the key that is in it", async () => {
  const code = { size: 1, path: "M0 0h1v1h-1z" };
  const answer = { ok: true, json: async () => code };
  const { code: got, calls } = await asked(() => answer);
  const [[path, { method, headers, body }]] = calls;
  assert.deepEqual(got, code);
  assert.deepEqual([path, method, body], ["/rooms/tea/qr", "POST", LINK]);
  assert.deepEqual(headers, { Authorization: "Bearer a.b.c" });
});

test("there is no code when the server refuses, or does not answer", async () => {
  assert.equal((await asked(() => ({ ok: false }))).code, null);
  const lost = () => Promise.reject(new TypeError("lost"));
  assert.equal((await asked(lost)).code, null);
});
