import assert from "node:assert/strict";
import { test } from "node:test";
import { betterDevice, chosenIn, deviceLists, find, noDevices } from "../lib/device-lists.js";

/** What enumerateDevices gives of one. */
function info(kind, deviceId, label = deviceId, groupId = "group") {
  return { kind, deviceId, groupId, label };
}

test("devices are listed by kind", () => {
  const lists = deviceLists([
    info("audioinput", "mic"),
    info("videoinput", "cam"),
    info("videoinput", "other cam"),
  ]);
  assert.deepEqual(lists.microphone, [{ id: "mic", label: "mic", group: "group" }]);
  assert.deepEqual(
    lists.camera.map(({ id }) => id),
    ["cam", "other cam"],
  );
  assert.deepEqual(lists.speaker, []);
});

test("before a page may use devices there is nothing to choose", () => {
  assert.deepEqual(deviceLists([info("audioinput", ""), info("videoinput", "")]), noDevices());
  assert.deepEqual(deviceLists([info("something new", "x")]), noDevices());
});

test("a device without a name has a number, and two of one name are told apart", () => {
  const { camera } = deviceLists([
    info("videoinput", "a", ""),
    info("videoinput", "b", "Webcam"),
    info("videoinput", "c", "Webcam"),
    info("videoinput", "d", "Webcam"),
  ]);
  const labels = camera.map(({ label }) => label);
  assert.deepEqual(labels, ["Camera 1", "Webcam", "Webcam (2)", "Webcam (3)"]);
});

test("no device is listed under two names", () => {
  const { microphone } = deviceLists([
    info("audioinput", "default", "Default - Headset"),
    info("audioinput", "communications", "Communications - Headset"),
    info("audioinput", "h", "Headset"),
  ]);
  assert.deepEqual(
    microphone.map(({ id }) => id),
    ["default", "h"],
  );
});

test("the system's own speaker comes first, with its name if the browser tells it", () => {
  const nameless = deviceLists([info("audiooutput", "a", "Desk")]).speaker;
  assert.deepEqual(nameless, [
    { id: "", label: "As the system has it" },
    { id: "a", label: "Desk", group: "group" },
  ]);
  const named = deviceLists([
    info("audiooutput", "a", "Desk"),
    info("audiooutput", "default", "Default - Desk"),
  ]).speaker;
  assert.deepEqual(named, [
    { id: "", label: "Default - Desk" },
    { id: "a", label: "Desk", group: "group" },
  ]);
});

test("the chosen device is used as long as it is there, and then another one", () => {
  const [a, b] = ["a", "b"].map((id) => ({ id, label: id }));
  assert.equal(betterDevice([a, b], { id: "b" }, b), undefined); // all is well
  assert.equal(betterDevice([a, b], { id: "b" }, undefined), undefined);
  assert.equal(betterDevice([a], { id: "b" }, b), a); // b was pulled out
  assert.equal(betterDevice([a, b], { id: "a" }, b), b); // b is back
  assert.equal(betterDevice([], { id: "b" }, b), undefined); // nothing to change to
});

test("the system's own microphone is another one when its group is another one", () => {
  const before = { id: "default", group: "headset" };
  const headset = { id: "default", label: "Default - Headset", group: "headset" };
  const table = { id: "default", label: "Default - Table", group: "table" };
  for (const chosen of [undefined, before]) {
    assert.equal(betterDevice([headset], before, chosen), undefined);
    assert.equal(betterDevice([table], before, chosen), table);
  }
});

test("a choice that was kept is looked at before it is used", () => {
  const kept = { camera: { id: "a", label: "A" } };
  assert.deepEqual(chosenIn(JSON.parse(JSON.stringify(kept))), kept);
  for (const nonsense of [null, 7, "x", [], [1], { camera: 7 }, { camera: { id: 7, label: "" } }])
    assert.deepEqual(chosenIn(nonsense), {});
  assert.deepEqual(chosenIn({ ...kept, door: { id: "a", label: "A" } }), kept);
  assert.equal(find([kept.camera], "a"), kept.camera);
});
