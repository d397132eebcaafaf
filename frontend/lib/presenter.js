/** Offers the presenter's buttons, where the front says that somebody presents. */

import { actionButton } from "./dom.js";
import { CallPresenter } from "./elements/presenter.js";
import { on } from "./events.js";
import { keyIn, mayPresent } from "./key.js";
import { find } from "./stage-door.js";
import { words } from "./words.js";

/** Adds the panel to a call, if there is a stage. @param {import("./call-media.js").CallParts} call */
export async function offerPresenter({ signaling, screen }) {
  const panel = new CallPresenter();
  on(signaling, "message", ({ type, you, way }) => {
    if (type === "welcome") panel.call = { participant: you, node: way?.node ?? "" };
  });
  // Others would be told of an error in their console, for a thing that is not theirs.
  if (!mayPresent(keyIn(location.hash))) return;
  await notRefused(signaling);
  const stage = await find();
  if (!stage) return;
  panel.show(stage);
  const button = actionButton({
    action: "presenter",
    icons: ["nodes"],
    text: words.nodes.title,
    look: "nodes-button",
  });
  screen.addPanel("presenter", panel, button);
}

/** Until somebody is let in, or nobody can be: then it takes a presenter. @param {EventTarget} signaling */
function notRefused(signaling) {
  return new Promise((resolve) => {
    on(signaling, "message", ({ type }) => type === "welcome" && resolve(type));
    on(signaling, "lost", resolve);
  });
}
