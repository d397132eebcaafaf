/**
 * The browser's own question for a speaker (W3C Audio Output Devices API): where there is one, as in
 * Firefox, a page is told of no speaker but those that somebody has chosen in answer to it.
 */

import { words } from "./words.js";

/** @typedef {(options?: { deviceId?: string }) => Promise<{ deviceId: string }>} SelectAudioOutput */
/** What has devices, where there are any. @typedef {MediaDevices & { selectAudioOutput?: SelectAudioOutput }} Asked */

/** Whether the browser asks. @param {Asked | undefined} devices */
export function canAsk(devices) {
  return typeof devices?.selectAudioOutput === "function";
}

/**
 * Asks, which needs a click or a key just before: the id of the answer, or the sentence to be told.
 * One that was chosen on an earlier visit can be had again without a question.
 * @param {Asked} devices @param {string} [earlier] its id
 * @returns {Promise<{ id: string } | { problem: string }>}
 */
export async function askForSpeaker(devices, earlier) {
  try {
    const answer = await devices.selectAudioOutput?.(earlier ? { deviceId: earlier } : {});
    return { id: answer?.deviceId ?? "" };
  } catch (error) {
    const { noSpeaker, notChosen } = words.devices;
    const { name } = /** @type {Error} */ (error);
    // What else there is (NotAllowedError, AbortError) is a question that was closed, or forbidden.
    return { problem: name === "NotFoundError" ? noSpeaker : notChosen };
  }
}
