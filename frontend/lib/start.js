/** Starts the page of a step: its words first, then its call, or why there can be none. */

import { Call } from "./call.js";
import { readPage } from "./page.js";
import { Shell } from "./shell.js";
import { goOn, takeSight } from "./sight.js";
import { learnWords, words } from "./words.js";

/** Starts it. @param {import("./call-media.js").Step} step */
export async function startCall(step) {
  await learnWords();
  const page = readPage(location.search, location.hash);
  if (isSecureContext || page.view || page.fake) {
    const sight = takeSight();
    new Call(step, page, sight.filled).begin();
    goOn(sight);
    performance.mark("taken over"); // for bench/first_load.py
    return;
  }
  document.title = `${words.insecure.title} - Polycloud`;
  const { CallInsecure } = await import("./elements/insecure.js"); // few see it
  new Shell().show(new CallInsecure(step));
}
