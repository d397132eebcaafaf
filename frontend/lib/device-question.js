/** The browser's question about camera and microphone, and the way past it for who does not answer. */

import { words } from "./words.js";

const LATE = 2_000; // milliseconds: until then it was the devices that took their time

/**
 * Opens the devices for a call, or none as soon as somebody prefers that to the browser's question.
 * @param {import("./devices.js").Devices} devices @param {import("./elements/stage.js").CallStage} stage @param {string} name
 */
export async function openDevices(devices, stage, name) {
  stage.note = words.call.askingDevices;
  const late = setTimeout(() => stage.offerWithout(() => devices.without()), LATE);
  const local = await devices.open(name);
  clearTimeout(late);
  stage.offerWithout(null);
  return local;
}
