/** The page that leads to the four steps: what each adds, how it is started, whether it runs. */

import { port, stepCard } from "./lib/elements/chooser-card.js";
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

/** The address of a step's page: on this host, and the step that sent us wherever it is. @param {Step} step */
function address(step) {
  if (step.number === here) return `${location.origin}/`;
  return `${location.protocol}//${location.hostname}:${port(step)}/`;
}

/** Whether a step's server answers. @param {Step} step */
async function isRunning(step) {
  const url = new URL("/healthz", address(step));
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
  const { item, show } = stepCard(step, address(step));
  return { item, ask: async () => show(await isRunning(step)) };
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
