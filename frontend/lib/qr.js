/** The QR code of an invite link: the server draws it, and phones come in by it. */

import { authorization, keyIn } from "./key.js";

/** @typedef {{ size: number, path: string }} QrCode the dark modules as a path (SVG), one unit each */

const ANSWER_WITHIN = 5_000;

/** The code of a link, or null if there is none now. @param {string} link @returns {Promise<QrCode | null>} */
export async function qrCode(link) {
  const { hash, searchParams } = new URL(link);
  const headers = authorization(keyIn(hash));
  const signal = AbortSignal.timeout(ANSWER_WITHIN);
  const path = `/rooms/${searchParams.get("room")}/qr`;
  try {
    const answer = await fetch(path, { method: "POST", headers, body: link, signal });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
