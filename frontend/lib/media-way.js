/** The way of the media of step 4: from this browser through a gateway to a node. [pure] */

import { words } from "./words.js";

/**
 * @typedef {object} Way as a welcome tells it
 * @property {string} node the one that holds the room
 * @property {string} gateway where every browser goes, as a TURN address
 */

/** The transport in a route such as relay-udp; empty if it is not relayed. @param {string} route */
function transport(route) {
  return route.startsWith("relay-") ? route.slice("relay-".length).toUpperCase() : "";
}

/** The places on the way; none before there is one. @param {string} route @param {string} node */
export function places(route, node) {
  const over = transport(route);
  if (!over || !node) return [];
  const { you, gateway, node: nodeOf } = words.route;
  return [you, gateway(over), nodeOf(node)];
}

/** The whole way; empty before there is one. @param {string} route @param {string} node */
export function wholeWay(route, node) {
  return places(route, node).join(" → ");
}

/** What stands beside another's name. @param {string} route @param {string} node */
export function shortWay(route, node) {
  const over = transport(route);
  return over && node ? words.route.gateway(over) : "";
}

/**
 * What to say when a welcome comes from another node than the last one; empty if nothing.
 * @param {string} before @param {string} after
 */
export function moved(before, after) {
  return before && after && before !== after ? words.route.moved(after) : "";
}
