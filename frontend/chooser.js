/** The page that leads to the four steps: what each adds, how it is started, whether it runs. */

import { port, stepCard } from "./lib/elements/chooser-card.js";

/** @typedef {import("./lib/elements/chooser-card.js").Step} Step */

/** @type {Step[]} */
const STEPS = [
  {
    number: 1,
    title: "Chunks over WebSockets",
    idea: "The browser records short chunks, the server copies every chunk to everybody else.",
    way: ["browser", "WebSocket", "server", "WebSocket", "browser"],
  },
  {
    number: 2,
    title: "Selective forwarding",
    idea: "WebRTC: the server forwards packets that it neither decodes nor waits for.",
    way: ["browser", "UDP", "SFU", "UDP", "browser"],
  },
  {
    number: 3,
    title: "Relaying",
    idea: "A TURN server in the same process, for networks that let no UDP through.",
    way: ["browser", "TURN", "relay", "UDP", "SFU", "UDP", "browser"],
  },
  {
    number: 4,
    title: "A media gateway",
    idea: "One public port in front of several private SFU nodes, any of which may die.",
    way: ["browser", "TURN", "gateway", "UDP", "node", "UDP", "browser"],
  },
];

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

const here = await ownStep();
const cards = STEPS.map(card);
document.querySelector(".steps")?.append(...cards.map(({ item }) => item));

/** Asks all steps, again and again. */
async function watch() {
  await Promise.all(cards.map(({ ask }) => ask()));
  setTimeout(watch, ASK_EVERY);
}

watch();
