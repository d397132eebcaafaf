import assert from "node:assert/strict";
import { test } from "node:test";
import { hear, SILENCE } from "../lib/speaking.js";

/** What was said at each of some levels, heard every 100 ms. */
function listen(levels) {
  let speech = SILENCE;
  return levels.map((level, index) => {
    speech = hear(speech, level, index * 100);
    return speech.speaking;
  });
}

const times = (count, level) => Array(count).fill(level);

test("a voice is speech after 150 ms", () => {
  assert.deepEqual(listen(times(4, 0.5)), [false, false, true, true]);
});

test("a knock is no speech", () => {
  assert.ok(!listen([0.9, 0, 0.9, 0, 0, 0.9, 0]).includes(true));
});

test("a pause between words is no silence, a longer one is", () => {
  const pause = listen([...times(3, 0.5), ...times(6, 0), ...times(3, 0.5)]);
  assert.deepEqual(pause.slice(2), times(10, true));
  const end = listen([...times(3, 0.5), ...times(9, 0)]);
  assert.equal(end.at(-1), false);
});

test("a level between the two thresholds changes nothing", () => {
  assert.ok(!listen(times(20, 0.07)).includes(true));
  const ongoing = listen([...times(3, 0.5), ...times(20, 0.07)]);
  assert.deepEqual(ongoing.slice(2), times(21, true));
});
