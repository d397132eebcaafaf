/** Putting a text where it can be pasted from. */

/**
 * Whether it could be done: a browser may refuse, and has no clipboard for an insecure page.
 * @param {string} text
 */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
