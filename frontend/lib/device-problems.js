/** What went wrong with a camera or microphone, in words that help. [pure] */

/** @typedef {"camera" | "microphone"} Kind */
/** @typedef {{ kind: Kind, name: string, message: string }} DeviceProblem */

/** @type {Record<string, (kind: Kind) => string>} */
const SENTENCES = {
  NotAllowedError: (kind) =>
    `The browser may not use your ${kind}. Allow it in the page settings beside the address, then switch it on again.`,
  NotFoundError: (kind) => `No ${kind} was found. Connect one, then switch it on again.`,
  NotReadableError: (kind) =>
    `Your ${kind} cannot be opened; perhaps another program uses it. Close that program, then switch it on again.`,
  OverconstrainedError: (kind) =>
    `The chosen ${kind} is not there any more. Choose another one in the device list.`,
  InsecureContextError: (kind) =>
    `The browser gives the ${kind} to secure pages only. Open this page as https:// or on localhost.`,
  EndedError: (kind) => `Your ${kind} was disconnected. Connect it, then switch it on again.`,
};

/**
 * The problem that an error from opening a device means.
 * @param {Kind} kind @param {unknown} error @returns {DeviceProblem}
 */
export function deviceProblem(kind, error) {
  const name = error instanceof Error ? error.name : String(error);
  const sentence = SENTENCES[name] ?? SENTENCES.NotReadableError;
  return { kind, name, message: sentence(kind) };
}
