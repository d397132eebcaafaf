/** The presenter's door to the nodes: how they are, and what is to become of them. */

import { authorization, keyIn } from "./key.js";
import { reconnectDelay } from "./reconnect.js";
import { words } from "./words.js";

/** @typedef {"kill" | "drain" | "add" | "route-off" | "route-on" | "expire"} Action */
/** @typedef {{ action: Action, node?: string, participant?: number }} Wish */
/** @typedef {{ nodes: import("./fleet.js").Node[], route: boolean }} StageState */

const DOOR = "/stage";
const PATIENCE = { ask: 3_000, act: 20_000 }; // a new node needs its time
const MOST_ASKED = 10;
/** What a refusal means: by the status of HTTP, and by what was wished for. */
const MEANING = /** @type {const} */ ({
  "404 kill": "noNode",
  "404 drain": "noNode",
  "404 expire": "notHere",
  "409 kill": "isDown",
  "409 drain": "noDrain",
  "409 add": "noMore",
});
/** The cause of an error whose sentence is the front's. */
export const FRONT = "front";

/** The nodes and the route as they are; null where nobody presents. @returns {Promise<StageState | null>} */
export async function look() {
  const answer = await ask({ signal: AbortSignal.timeout(PATIENCE.ask) });
  return answer.status === 404 ? null : read(answer);
}

/** The stage, asked for until there is an answer; null where nobody presents, or none comes. */
export async function find(pause = sleep) {
  for (let asked = 0; asked < MOST_ASKED; asked += 1) {
    try {
      return await look();
    } catch {
      await pause(reconnectDelay(asked, Math.random()));
    }
  }
  return null;
}

/** Does something, and gives what then is. An error's message is a sentence. @param {Wish} wish */
export async function act(wish) {
  const headers = { "Content-Type": "application/json" };
  const signal = AbortSignal.timeout(PATIENCE.act);
  return read(await ask({ method: "POST", headers, body: JSON.stringify(wish), signal }), wish);
}

/** @param {number} ms @returns {Promise<unknown>} */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @param {RequestInit} request */
async function ask(request) {
  try {
    const key = authorization(keyIn(globalThis.location?.hash ?? ""));
    return await fetch(DOOR, { ...request, headers: { ...request.headers, ...key } });
  } catch {
    throw new Error(words.nodes.silent);
  }
}

/** @param {Response} answer @param {Wish} [wish] @returns {Promise<StageState>} */
async function read(answer, wish) {
  const told = await answer.json().catch(() => ({}));
  if (answer.ok && Array.isArray(told.nodes)) return told;
  if (!told.message) throw new Error(words.nodes.refused(answer.status));
  const meaning = meaningOf(answer.status, wish);
  if (!meaning) throw new Error(told.message, { cause: FRONT });
  throw new Error(words.nodes[meaning](told.message, wish?.node ?? ""));
}

/** Which of the page's own sentences says it, if one does. @param {number} status @param {Wish} [wish] */
function meaningOf(status, wish) {
  if (status === 502) return "noStage";
  return MEANING[/** @type {keyof typeof MEANING} */ (`${status} ${wish?.action}`)];
}
