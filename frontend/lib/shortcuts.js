/** Which key does what in a call. [pure] */

/** @typedef {{ key: string, shown: string, action: string, text: string }} Shortcut */

/** The single keys; each presses the button that means its action. @type {Shortcut[]} */
export const SHORTCUTS = [
  { key: "m", shown: "M", action: "microphone", text: "Microphone on or off" },
  { key: "v", shown: "V", action: "camera", text: "Camera on or off" },
  { key: "s", shown: "S", action: "screen", text: "Share your screen, or stop" },
  { key: "h", shown: "H", action: "hand", text: "Raise or lower your hand" },
  { key: "c", shown: "C", action: "chat", text: "Open or close the chat" },
  { key: "p", shown: "P", action: "pin-next", text: "Pin one picture after the other" },
  { key: "?", shown: "?", action: "shortcuts", text: "This list" },
];

/** The keys that are held, or always work. */
export const OTHER_KEYS = [
  { shown: "Space", text: "Talk while you hold it" },
  { shown: "Esc", text: "Close the panel, or end the large picture" },
];

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
