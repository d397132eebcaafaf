/** The lobby of step 4: which nodes there are, and who is in which room, as it changes. */

import { element } from "./lib/dom.js";
import { CallAnnouncer } from "./lib/elements/announcer.js";
import { nodeCard, roomCard } from "./lib/elements/fleet-cards.js";
import { on } from "./lib/events.js";
import { fillIn } from "./lib/fill-in.js";
import { byName, changes } from "./lib/fleet.js";
import { FleetFeed } from "./lib/fleet-feed.js";
import { keyIn, openAddress } from "./lib/key.js";
import { KeyedList } from "./lib/keyed-list.js";
import { keyedSource } from "./lib/keyed-source.js";
import { learnWords, words } from "./lib/words.js";

/** An element that lobby.html has. @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}

await learnWords();
fillIn();
document.title = words.fleet.pageTitle;
part("[data-action=open-room]").setAttribute("href", openAddress(location.hash));
const announcer = new CallAnnouncer();
const nodes = new KeyedList(part(".nodes"), nodeCard);
const rooms = new KeyedList(part(".rooms"), roomCard);
/** @type {import("./lib/fleet.js").Fleet | null} */ let last = null;

/** @param {import("./lib/fleet.js").Fleet} fleet */
function show(fleet) {
  nodes.show(byName(fleet.nodes));
  rooms.show(byName(fleet.rooms));
  part("[data-none=nodes]").hidden = fleet.nodes.length > 0;
  part("[data-none=rooms]").hidden = fleet.rooms.length > 0;
  if (last) announcer.say(changes(last, fleet).join(" "));
  last = fleet;
}

/** @param {"live" | "away"} state */
function tellLine(state) {
  const line = part(".line");
  if (line.dataset.line === state) return;
  line.dataset.line = state;
  line.replaceChildren(element("span", { class: "dot" }), words.fleet[state]);
}

document.body.append(announcer);
const key = keyIn(location.hash);
const feed = key
  ? new FleetFeed("/lobby/events", keyedSource(key))
  : new FleetFeed("/lobby/events");
on(feed, "fleet", show);
on(feed, "line", tellLine);
feed.open();
