/** The devices among which you choose, as the browser tells of them. [pure] */

import { words } from "./words.js";

/** @typedef {"microphone" | "camera" | "speaker"} DeviceKind */
/** @typedef {{ id: string, label: string, group?: string }} Device */
/** One that is open, or was: the system's own one has the same id whichever it is, but another group.
 * @typedef {{ id: string, group?: string }} Used */
/** @typedef {Record<DeviceKind, Device[]>} DeviceLists */
/** @typedef {Partial<Record<DeviceKind, Device>>} Chosen */

/** @type {Record<string, DeviceKind>} */
const KINDS = { audioinput: "microphone", videoinput: "camera", audiooutput: "speaker" };
const SECOND_NAME = "communications"; // that Windows gives to one of the other devices
const SYSTEM = ""; // the id, for every browser, of the speaker that the system uses for everything

/** What nobody has been told of yet. @returns {DeviceLists} */
export function noDevices() {
  return { microphone: [], camera: [], speaker: [] };
}

/**
 * The lists in what enumerateDevices gave. Before a page may use devices it is told that there are
 * some, but neither id nor name: such are left out.
 * @param {Pick<MediaDeviceInfo, "kind" | "deviceId" | "groupId" | "label">[]} infos
 */
export function deviceLists(infos) {
  const lists = noDevices();
  for (const { kind, deviceId, groupId, label } of infos) {
    const list = lists[KINDS[kind]];
    if (!list || !deviceId || deviceId === SECOND_NAME) continue;
    const name = label || `${words.devices[KINDS[kind]]} ${list.length + 1}`;
    list.push({ id: deviceId, label: distinct(name, list), group: groupId });
  }
  if (lists.speaker.length) lists.speaker = withSystem(lists.speaker);
  return lists;
}

/** The device of this id, if it is there. @param {Device[]} list @param {string | undefined} id */
export function find(list, id) {
  return list.find((device) => device.id === id);
}

/** What was kept of a choice, if it is one: perhaps it is of another version of the page.
 * @param {any} kept @returns {Chosen} */
export function chosenIn(kept) {
  /** @type {string[]} */ const kinds = Object.values(KINDS);
  const isText = (/** @type {unknown} */ value) => typeof value === "string";
  const entries = Object.entries(kept ?? {}).filter(
    ([kind, device]) => kinds.includes(kind) && isText(device?.id) && isText(device.label),
  );
  return Object.fromEntries(entries);
}

/**
 * The device to change to now, or undefined to stay: to the one that was chosen as soon as it is
 * there, and away from one that is there no more.
 * @param {Device[]} list @param {Used} using @param {{ id: string } | undefined} chosen
 */
export function betterDevice(list, using, chosen) {
  const there = list.find((device) => isSame(device, using));
  const back = find(list, chosen?.id);
  if (back && (back.id !== using.id || !there)) return back;
  return there ? undefined : list[0];
}

/** @param {Device} device @param {Used} using */
function isSame({ id, group }, using) {
  return id === using.id && (!using.group || group === using.group);
}

/** @param {string} name @param {Device[]} list */
function distinct(name, list) {
  const names = list.map(({ label }) => label);
  let [label, count] = [name, 1];
  while (names.includes(label)) label = `${name} (${++count})`;
  return label;
}

/** @param {Device[]} speakers */
function withSystem(speakers) {
  const own = speakers.find(({ id }) => id === "default"); // in Chromium, with a name
  const others = speakers.filter((speaker) => speaker !== own);
  return [{ id: SYSTEM, label: own?.label ?? words.devices.system }, ...others];
}
