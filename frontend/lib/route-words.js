/** What a picture says of the way it comes: nothing, or by which relay, or through which gateway. [pure] */

import { places, shortWay } from "./media-way.js";
import { words } from "./words.js";

/** @type {Record<string, "direct" | "udp" | "tcp" | "tls">} by name, its entry in the words */
const ROUTES = { direct: "direct", "relay-udp": "udp", "relay-tcp": "tcp", "relay-tls": "tls" };

/** A route in words, for a badge: nothing to say of the direct one. @param {string} route @param {string} [node] */
export function badge(route, node = "") {
  return shortWay(route, node) || (route.startsWith("relay") ? routeWords(route) : "");
}

/** The same for your own picture, with all places on the way. @param {string} route @param {string} [node] */
export function ownBadge(route, node = "") {
  const way = places(route, node);
  return way.length ? way : [badge(route)];
}

/** A route alone, without a gateway. @param {string} route */
export function routeWords(route) {
  return Object.hasOwn(ROUTES, route) ? words.route[ROUTES[route]] : "";
}
