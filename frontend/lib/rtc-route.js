/** Which way the packets go, as the browser's statistics tell (W3C webrtc-stats). [pure] */

import { wholeWay } from "./media-way.js";
import { routeWords } from "./route-words.js";
import { milliseconds, row } from "./rows.js";
import { words } from "./words.js";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {{ route: string, roundTrip: number | null, node?: string }} Path */

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
