import assert from "node:assert/strict";
import { test } from "node:test";
import { permissionWords } from "../lib/permission-words.js";

const LIKE = "AppleWebKit/537.36 (KHTML, like Gecko)";
const AGENTS = {
  firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
  chromium: `Mozilla/5.0 (X11; Linux x86_64) ${LIKE} Chrome/156.0.0.0 Safari/537.36`,
  phone: `Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${LIKE} Version/27.0 Safari/604.1`,
  phoneFirefox: `Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${LIKE} FxiOS/153.0 Mobile/15E148 Safari/604.1`,
  tabletChrome: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${LIKE} CriOS/156.0 Mobile/15E148 Safari/604.1`,
  phoneEdge: `Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${LIKE} Version/19.0 EdgiOS/156.0 Mobile/15E148 Safari/604.1`,
  safari: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${LIKE} Version/27.0 Safari/605.1.15`,
};

test("each browser has its own way out, and an unknown one has one too", () => {
  const words = (agent) => permissionWords("camera", "Permission denied", agent);
  assert.match(words(AGENTS.firefox), /crossed-out camera beside the address/);
  assert.match(words(AGENTS.chromium), /icon at the left of the address/);
  assert.match(words(AGENTS.phone), /Website Settings/);
  for (const app of [AGENTS.phoneFirefox, AGENTS.tabletChrome, AGENTS.phoneEdge])
    assert.match(words(app), /Settings of this device, choose this browser/);
  assert.match(words(AGENTS.safari), /Safari menu/);
  assert.match(words(""), /page settings beside the address/);
  for (const agent of Object.values(AGENTS)) {
    assert.match(words(agent), /^The browser may not use your camera\. .*switch it on again\.$/);
    assert.match(permissionWords("microphone", "", agent), /microphone/);
  }
});

test("a system that forbids it, and a question without an answer, are told as what they are", () => {
  const words = (told) => permissionWords("microphone", told, AGENTS.chromium);
  assert.match(words("Permission denied by system"), /privacy settings of the system/);
  assert.match(words("Permission dismissed"), /closed without an answer/);
});
