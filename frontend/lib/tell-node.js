/** Tells which node holds the room, and when it has become another. */

import { on } from "./events.js";
import { moved } from "./media-way.js";

const SHOWN = 15_000;

/**
 * Keeps `document.body.dataset.node`, and says on the screen and aloud that the call has moved.
 * @param {import("./call-media.js").CallParts} call
 */
export function tellNode({ signaling, screen }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */ let timer;
  let last = "";
  on(signaling, "message", ({ type, way }) => {
    if (type !== "welcome" || !way) return;
    const sentence = moved(last, way.node);
    last = way.node;
    document.body.dataset.node = last;
    if (!sentence) return;
    screen.notices.show("node", sentence); // a live region: it is read aloud, too
    clearTimeout(timer);
    timer = setTimeout(() => screen.notices.show("node"), SHOWN);
  });
}
