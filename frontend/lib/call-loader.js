/** Loads what a call is made of beyond its lobby, modules and style sheets, while you are there. */

import { element } from "./dom.js";
import { loaded } from "./painting.js";

/** @typedef {import("./call-media.js").Step} Step */
/** @typedef {Awaited<ReturnType<typeof load>>} Loaded */

const STYLES = ["call", "numbers", "tools", "bar", "panels", "host"];

/** The loader of a step's call. */
export class CallLoader {
  /** @type {Promise<Loaded> | null} */ #loading = null;

  /** @param {Step} step */
  constructor(step) {
    this.step = step;
  }

  /** All of it, loaded for who asks first; null if it does not come, and the next may ask again. */
  async get() {
    this.#loading ??= load(this.step);
    try {
      return await this.#loading;
    } catch {
      this.#loading = null;
      return null;
    }
  }
}

/** @param {Step} step */
async function load(step) {
  const [{ Conversation }, { CallRoom }, { CallLeft }, own] = await Promise.all([
    import("./conversation.js"),
    import("./elements/room.js"),
    import("./elements/left.js"),
    step.load(),
    import("./local-media.js"), // for devices.js, which fails without it
    loaded(), // a video that waits for its first picture would hold this event up
    ...[...STYLES, ...(step.styles ?? [])].map(addStyle),
  ]);
  return { Conversation, CallRoom, CallLeft, ...own };
}

/** @param {string} name of a file in css/ @returns {Promise<Event>} */
function addStyle(name) {
  const { href } = new URL(`../css/${name}.css`, import.meta.url);
  const link = element("link", { rel: "stylesheet", href });
  document.head.append(link);
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", (problem) => {
      link.remove();
      reject(problem);
    });
  });
}
