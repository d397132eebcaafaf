/** Which key does what in a call. [pure] */

import { words } from "./words.js";

/** Its text is one of words.keys. @typedef {{ key: string, shown: string, action: string, text: keyof typeof words.keys }} Shortcut */

/** The single keys; each presses the button that means its action. @type {Shortcut[]} */
export const SHORTCUTS = [
  { key: "m", shown: "M", action: "microphone", text: "microphone" },
  { key: "v", shown: "V", action: "camera", text: "camera" },
  { key: "s", shown: "S", action: "screen", text: "screen" },
  { key: "h", shown: "H", action: "hand", text: "hand" },
  { key: "c", shown: "C", action: "chat", text: "chat" },
  { key: "p", shown: "P", action: "pin-next", text: "pinNext" },
  { key: "?", shown: "?", action: "shortcuts", text: "list" },
];

/** The keys that are held, or always work. */
export function otherKeys() {
  return [
    { shown: words.keys.space, text: words.keys.talk, action: "microphone" },
    { shown: "Esc", text: words.keys.escape, action: "" },
  ];
}

/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat" | "isComposing">} Press */

/** Whether a key was pressed alone, for the first time, and not to write a letter of many. @param {Press} press */
export function isPlain({ ctrlKey, metaKey, altKey, repeat, isComposing }) {
  return !(ctrlKey || metaKey || altKey || repeat || isComposing);
}

/** The action that a key means; empty for none. @param {Press} press */
export function actionOf(press) {
  const key = press.key.toLowerCase(); // so that a locked Shift does no harm
  return isPlain(press) ? (SHORTCUTS.find((shortcut) => shortcut.key === key)?.action ?? "") : "";
}
