/** What went wrong with a camera or microphone, in words that help. [pure] */

import { permissionWords } from "./permission-words.js";

/** @typedef {"camera" | "microphone"} Kind */
/** @typedef {{ kind: Kind, name: string, message: string }} DeviceProblem */

/** @type {Record<string, (kind: Kind) => string>} */
const SENTENCES = {
  NotFoundError: (kind) => `No ${kind} was found. Connect one, then switch it on again.`,
  NotReadableError: (kind) =>
    `Your ${kind} cannot be opened; perhaps another program uses it. Close that program, then switch it on again.`,
  OverconstrainedError: (kind) =>
    `The chosen ${kind} is not there any more. Choose another one in the device list.`,
  MissingError: (kind) =>
    `The ${kind} you chose last time is not connected, so another one is in use.`,
  InsecureContextError: (kind) =>
    `The browser gives the ${kind} to secure pages only. Open this page as https:// or on localhost.`,
  EndedError: (kind) => `Your ${kind} was disconnected. Connect it, then switch it on again.`,
};

/**
 * The problem that an error from opening a device means.
 * @param {Kind} kind @param {unknown} error @param {string} [agent] the browser's name
 * @returns {DeviceProblem}
 */
export function deviceProblem(kind, error, agent = "") {
  const name = error instanceof Error ? error.name : String(error);
  if (error instanceof Error && name === "NotAllowedError")
    return { kind, name, message: permissionWords(kind, error.message, agent) };
  const sentence = SENTENCES[name] ?? SENTENCES.NotReadableError;
  return { kind, name, message: sentence(kind) };
}
