/** The page that leads to the four steps: what each adds, how it is started, whether it runs. */

import { stepAddress, stepCard } from "./lib/elements/chooser-card.js";
import { fillIn } from "./lib/fill-in.js";
import { learnWords, words } from "./lib/words.js";

/** @typedef {import("./lib/elements/chooser-card.js").Step} Step */

const PATIENCE = 1_500;
const ASK_EVERY = 4_000;

/** The number of the step whose server sent this page. */
async function ownStep() {
  const answer = await fetch("/healthz").catch(() => null);
  return answer?.ok ? Number((await answer.json()).step) : 0;
}

/** Whether a step's server answers. @param {string} address of its page */
async function isRunning(address) {
  const url = new URL("/healthz", address);
  try {
    // no-cors: whether there is an answer is all that is asked.
    await fetch(url, { mode: "no-cors", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

/** A step's card, and the function that asks whether it runs. @param {Step} step */
function card(step) {
  const address = stepAddress(location.href, step.number, here);
  const { item, show } = stepCard(step, address);
  return { item, ask: async () => show(await isRunning(address)) };
}

await learnWords();
fillIn();
document.title = words.chooser.pageTitle;
const here = await ownStep();
const cards = words.steps.map((step, index) => card({ number: index + 1, ...step }));
document.querySelector(".steps")?.append(...cards.map(({ item }) => item));

/** Asks all steps, again and again. */
async function watch() {
  await Promise.all(cards.map(({ ask }) => ask()));
  setTimeout(watch, ASK_EVERY);
}

watch();
