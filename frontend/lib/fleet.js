/** The nodes and rooms behind a gateway, and how they are told to people. [pure] */

/** @typedef {"starting" | "up" | "draining" | "down"} NodeState */
/** @typedef {{ name: string, state: NodeState }} Node */

/**
 * @typedef {Node & { participants: number, capacity: number, cpu: number, rooms: number }} LoadedNode
 * `cpu` is a share of one core
 */

/** @typedef {{ name: string, node: string, people: string[] }} PlacedRoom */
/** @typedef {{ nodes: LoadedNode[], rooms: PlacedRoom[] }} Fleet */

/** What the states of a node are called. @type {Record<NodeState, string>} */
export const STATES = { starting: "Starting", up: "Up", draining: "Draining", down: "Down" };

const NEWS = {
  starting: "is starting",
  up: "is up",
  draining: "is draining: it takes no new rooms",
  down: "is down",
};

/** What has become of nodes and rooms, one sentence each. @param {Fleet} before @param {Fleet} after */
export function changes(before, after) {
  const states = new Map(before.nodes.map(({ name, state }) => [name, state]));
  const places = new Map(before.rooms.map(({ name, node }) => [name, node]));
  return [
    ...after.nodes
      .filter(({ name, state }) => states.get(name) !== state)
      .map(({ name, state }) => `Node ${name} ${NEWS[state]}.`),
    ...after.rooms
      .filter(({ name, node }) => places.has(name) && places.get(name) !== node)
      .map(({ name, node }) => `Room ${name} has moved to ${node}.`),
  ];
}

/** How full a node is, from 0 to 1. @param {LoadedNode} node */
export function loadShare({ state, participants, capacity }) {
  return state === "down" || !capacity ? 0 : Math.min(1, participants / capacity);
}

/** A node's load in words. @param {LoadedNode} node */
export function loadWords({ state, participants, capacity }) {
  return state === "down" ? "It does not answer." : `${participants} of ${capacity} people`;
}

/** A node's work in words. @param {LoadedNode} node */
export function workWords({ state, cpu, rooms }) {
  if (state === "down") return "";
  const count = rooms === 1 ? "1 room" : `${rooms} rooms`;
  return `${count}, ${Math.round(100 * cpu)} % of a core`;
}

/** The people of a room in words. @param {PlacedRoom} room */
export function peopleWords({ people }) {
  return people.length === 1 ? "1 person" : `${people.length} people`;
}

/** The same, in an order that does not change with the load. @template {{ name: string }} T @param {T[]} items */
export function byName(items) {
  return items.toSorted((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}
