/** What opens beside the stage: people, chat, settings, and the presenter's. */

import { element } from "../lib/dom.js";
import { CallChat } from "../lib/elements/chat.js";
import { nodeCard, roomCard } from "../lib/elements/fleet-cards.js";
import { CallHost } from "../lib/elements/host.js";
import { CallMore } from "../lib/elements/more.js";
import { CallPeople } from "../lib/elements/people.js";
import { CallPresenter } from "../lib/elements/presenter.js";
import { on } from "../lib/events.js";
import { words } from "../lib/words.js";
import { chapter, specimen, whenShown } from "./chapter.js";
import { KEYED_LINK } from "./links.js";
import { choices, devices, NOON, room, WAITING } from "./samples.js";

/** @typedef {import("../lib/fleet.js").NodeState} NodeState */

const EVERYBODY = {
  2: { hand_raised_at: 2, speaking: true },
  3: { microphone: false, quality: /** @type {const} */ ("poor") },
  4: { camera: false },
  5: { connected: false },
  6: { view: true, microphone: false, camera: false },
};
/** @type {NodeState[]} */
const STATES = ["up", "starting", "draining", "down"];

/** The chapters about them. */
export function panels() {
  return [
    chapter("Chat", ...chats()),
    chapter("People", specimen("In each state", people(), "panel-box")),
    chapter("Settings", ...settings()),
    chapter("Host", ...hosts()),
    chapter("Nodes", specimen("The presenter's panel of step 4", presenter(), "panel-box")),
    chapter("Cards of step 4", ...cards()),
  ];
}

function chats() {
  const made = Array.from({ length: 5 }, () => new CallChat());
  const [empty, written, sending, unsent, fresh] = made;
  const watching = new CallChat({ wordless: true });
  whenShown(() => {
    empty.room = { ...room(2), chat: [] };
    for (const one of [written, sending, watching]) one.room = room(3);
    sending.unheard = ["Is anybody there?"];
    unsent.room = { ...room(2), chat: room(2).chat.slice(0, 1) };
    on(unsent, "say", ({ answer }) => answer(words.call.notSent));
    const input = unsent.querySelector("input");
    if (input) input.value = "Can you hear me?";
    unsent.querySelector("form")?.requestSubmit();
    showFresh(fresh);
  });
  return [
    specimen("Empty", empty, "panel-box"),
    specimen("Own lines, others', links", written, "panel-box"),
    specimen("Sent, and not yet told by the room", sending, "panel-box"),
    specimen("With a link for watching", watching, "panel-box"),
    specimen("Not sent", unsent, "panel-box"),
    specimen("Scrolled up, with new lines", fresh, "panel-box"),
  ];
}

/** What comes while somebody reads what was written before. @param {CallChat} made */
function showFresh(made) {
  const { chat, ...rest } = room(3);
  const long = { ...chat[0], text: "Good morning!\n".repeat(40) };
  made.room = { ...rest, chat: [long] };
  made.querySelector(".chat-lines")?.scrollTo(0, 0);
  made.room = { ...rest, chat: [long, { ...chat[4] }] };
}

function people() {
  const made = new CallPeople();
  made.room = room(12, EVERYBODY);
  return made;
}

function settings() {
  const options = { choices: choices(), view: false, wordless: false };
  const asking = devices(false, false, true);
  return [
    specimen(
      "The browser asks for a speaker",
      new CallMore({ ...options, devices: asking }),
      "panel-box",
    ),
    specimen("With devices", new CallMore({ ...options, devices: devices() }), "panel-box"),
    specimen(
      "Without names yet",
      new CallMore({ ...options, devices: devices(false) }),
      "panel-box",
    ),
  ];
}

function hosts() {
  const [alone, full, lit] = [new CallHost(), new CallHost(), new CallHost()];
  whenShown(() => {
    alone.room = room(1);
    alone.locked = false;
    full.room = { ...room(4, EVERYBODY), spotlight: 3 };
    full.locked = true;
    full.door = { on: true, people: WAITING.slice(0, 2) };
    full.invitation = { link: KEYED_LINK, rights: "talk", expires: NOON };
    lit.room = { ...room(2), spotlight: 1 };
    lit.locked = false;
    ask(full, room(2).participants.get(2)?.name ?? "");
  });
  return [
    specimen("Nobody else is here", alone, "panel-box tall"),
    specimen("People, one in the spotlight, a locked room", full, "panel-box taller"),
    specimen("You in the spotlight", lit, "panel-box tall"),
  ];
}

/** As after a press on Remove, which asks as long as it has the focus.
 * @param {CallHost} made @param {string} name */
function ask(made, name) {
  const button = made.querySelector("[data-action=ask]");
  button?.setAttribute("data-action", "asked");
  button?.setAttribute("aria-label", words.host.reallyRemoveOf(name));
  button?.querySelector(".word")?.replaceChildren(words.host.reallyRemove);
  made.querySelector(".host-told")?.replaceChildren(words.host.removeEnds(name));
}

function presenter() {
  const made = new CallPresenter();
  made.call = { participant: 1, node: "a" };
  made.show({ nodes: STATES.map((state, index) => ({ name: "abcd"[index], state })), route: true });
  return made;
}

function cards() {
  const work = { capacity: 100, cpu: 0.42, rooms: 3 };
  const nodes = STATES.map((state, index) => {
    const node = { name: `node ${"abcd"[index]}`, state, participants: 95 - 30 * index, ...work };
    const { row, show } = nodeCard(node);
    show(node);
    return row;
  });
  const place = { name: "tea", node: "a", people: ["Ada Lovelace", "Ben", "Chiara di Lorenzo"] };
  const { row, show } = roomCard(place);
  show(place);
  return [
    specimen("Nodes", element("ul", { class: "nodes" }, ...nodes), "whole"),
    specimen("A room", element("ul", { class: "rooms" }, row), "whole"),
  ];
}
