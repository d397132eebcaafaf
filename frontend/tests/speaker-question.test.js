import assert from "node:assert/strict";
import { test } from "node:test";
import { askForSpeaker, canAsk } from "../lib/speaker-question.js";
import { words } from "../lib/words.js";

/** A browser that asks, and what it was asked with. */
function browser(answer) {
  const asked = [];
  const selectAudioOutput = async (options) => {
    asked.push(options);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, devices: { selectAudioOutput } };
}

test("only some browsers ask for a speaker", () => {
  assert.equal(canAsk(undefined), false); // an address that is not secure
  assert.equal(canAsk({}), false);
  assert.equal(canAsk(browser().devices), true);
});

test("the answer is a speaker, and one of an earlier visit is asked for by its id", async () => {
  const { asked, devices } = browser({ deviceId: "ears" });
  assert.deepEqual(await askForSpeaker(devices), { id: "ears" });
  assert.deepEqual(await askForSpeaker(devices, "ears"), { id: "ears" });
  assert.deepEqual(asked, [{}, { deviceId: "ears" }]);
});

test("a question that brings no speaker is told", async () => {
  const { noSpeaker, notChosen } = words.devices;
  const problems = { NotAllowedError: notChosen, AbortError: notChosen, NotFoundError: noSpeaker };
  for (const [name, problem] of Object.entries(problems)) {
    const { devices } = browser(new DOMException("", name));
    assert.deepEqual(await askForSpeaker(devices), { problem });
  }
});
