/** What went wrong with a camera or microphone, in words that help. [pure] */

import { permissionWords } from "./permission-words.js";
import { words } from "./words.js";

/** @typedef {"camera" | "microphone"} Kind */
/** @typedef {{ kind: Kind, name: string, message: string }} DeviceProblem */

/** The sentence for each name of an error. @type {Record<string, keyof typeof words.deviceProblem>} */
const SENTENCES = {
  NotFoundError: "notFound",
  NotReadableError: "notReadable",
  OverconstrainedError: "overconstrained",
  KeptError: "kept",
  MissingError: "missing",
  InsecureContextError: "insecure",
  EndedError: "ended",
  HeldError: "held",
  AsleepError: "asleep",
  AskedError: "asked",
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
  const sentence = words.deviceProblem[SENTENCES[name] ?? "notReadable"];
  return { kind, name, message: sentence(kind) };
}
