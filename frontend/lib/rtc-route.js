/** Which way the packets go, as the browser's statistics tell (W3C webrtc-stats). [pure] */

import { places, shortWay, wholeWay } from "./media-way.js";
import { milliseconds, row } from "./rows.js";
import { words } from "./words.js";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {{ route: string, roundTrip: number | null, node?: string }} Path */

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

/** @param {string} route */
function routeWords(route) {
  return Object.hasOwn(ROUTES, route) ? words.route[ROUTES[route]] : "";
}

/** The rows about a path. @param {Path} path @returns {Row[]} */
export function pathRows({ route, roundTrip, node = "" }) {
  const { numbers } = words;
  const way = wholeWay(route, node) || routeWords(route) || numbers.none;
  const told = { value: route || null, ...(node && { node }) };
  return [
    row("round_trip", numbers.roundTrip, numbers.roundTripIs, milliseconds(roundTrip)),
    row("route", numbers.route, numbers.routeIs, { value: way, told }),
  ];
}

/**
 * The route that is in use, and how long it takes.
 * @param {import("./rtc-streams.js").Stats} stats
 * @returns {Path}
 */
export function routeOf(stats) {
  const all = [...stats.values()];
  const chosen = all.find(({ type }) => type === "transport")?.selectedCandidatePairId;
  const pair =
    stats.get(chosen) ?? all.find((item) => item.type === "candidate-pair" && item.selected);
  if (!pair) return { route: "", roundTrip: null };
  const { candidateType, relayProtocol = "udp" } = stats.get(pair.localCandidateId) ?? {};
  const seconds = pair.currentRoundTripTime;
  return {
    route: candidateType === "relay" ? `relay-${relayProtocol}` : "direct",
    roundTrip: seconds === undefined ? null : 1000 * seconds,
  };
}

/**
 * The bytes that have gone each way, over all candidate pairs.
 * @param {{ values: () => Iterable<any> }} stats
 */
export function traffic(stats) {
  const pairs = [...stats.values()].filter(({ type }) => type === "candidate-pair");
  const sum = (/** @type {string} */ name) =>
    pairs.reduce((total, pair) => total + (pair[name] ?? 0), 0);
  return { sent: sum("bytesSent"), received: sum("bytesReceived") };
}
