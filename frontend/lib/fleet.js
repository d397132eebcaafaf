/** The nodes and rooms behind a gateway, and how they are told to people. [pure] */

import { words } from "./words.js";

/** @typedef {"starting" | "up" | "draining" | "down"} NodeState */
/** @typedef {{ name: string, state: NodeState }} Node */

/**
 * @typedef {Node & { participants: number, capacity: number, cpu: number, rooms: number }} LoadedNode
 * `cpu` is a share of one core
 */

/** @typedef {{ name: string, node: string, people: string[] }} PlacedRoom */
/** @typedef {{ nodes: LoadedNode[], rooms: PlacedRoom[] }} Fleet */

/** What a state of a node is called. @param {NodeState} state */
export function stateWords(state) {
  return words.fleet[state] ?? state;
}

/** What has become of nodes and rooms, one sentence each. @param {Fleet} before @param {Fleet} after */
export function changes(before, after) {
  const states = new Map(before.nodes.map(({ name, state }) => [name, state]));
  const places = new Map(before.rooms.map(({ name, node }) => [name, node]));
  return [
    ...after.nodes
      .filter(({ name, state }) => states.get(name) !== state)
      .map(({ name, state }) => news(name, state)),
    ...after.rooms
      .filter(({ name, node }) => places.has(name) && places.get(name) !== node)
      .map(({ name, node }) => words.fleet.moved(name, node)),
  ];
}

/** @param {string} node @param {NodeState} state */
function news(node, state) {
  const { isStarting, isUp, isDraining, isDown } = words.fleet;
  return { starting: isStarting, up: isUp, draining: isDraining, down: isDown }[state](node);
}

/** How full a node is, from 0 to 1. @param {LoadedNode} node */
export function loadShare({ state, participants, capacity }) {
  return state === "down" || !capacity ? 0 : Math.min(1, participants / capacity);
}

/** A node's load in words. @param {LoadedNode} node */
export function loadWords({ state, participants, capacity }) {
  return state === "down" ? words.fleet.silent : words.fleet.load(participants, capacity);
}

/** A node's work in words. @param {LoadedNode} node */
export function workWords({ state, cpu, rooms }) {
  if (state === "down") return "";
  return words.fleet.work(rooms, Math.round(100 * cpu));
}

/** The people of a room in words. @param {PlacedRoom} room */
export function peopleWords({ people }) {
  return words.fleet.people(people.length);
}

/** The same, in an order that does not change with the load. @template {{ name: string }} T @param {T[]} items */
export function byName(items) {
  return items.toSorted((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}
