/** The page that leads to the four steps: what each adds, how it is started, whether it runs. */

import { element } from "./lib/dom.js";

/** @typedef {{ number: number, title: string, idea: string, way: string[] }} Step */

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

/** The port of a step's page. @param {Step} step */
function port({ number }) {
  return 8000 + number;
}

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
  const state = element("span", { class: "state" });
  const open = element("a", { class: "button primary", href: address(step), hidden: true }, "Open");
  const command = element("code", {}, `make step-${step.number}`);
  const start = element("p", { class: "start" }, command, ` port ${port(step)}`);
  const parts = [
    element(
      "div",
      { class: "step-head" },
      element("p", { class: "eyebrow" }, `Step ${step.number}`),
      state,
    ),
    element("h2", {}, step.title),
    element("p", {}, step.idea),
    element("ol", { class: "way", "aria-label": "Way of the media" }, ...step.way.map(stop)),
  ];
  const foot = element("div", { class: "step-foot" }, start, open);
  const item = element("li", { class: "step", "data-step": step.number }, ...parts, foot);
  const ask = async () => {
    const running = await isRunning(step);
    item.dataset.running = String(running);
    state.textContent = running ? "Running" : "Not running";
    open.hidden = !running;
  };
  return { item, ask };
}

/** A station or a stretch on the way of the media. @param {string} name @param {number} index */
function stop(name, index) {
  return element("li", { class: index % 2 ? "stretch" : "station" }, name);
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
