/** Which way the packets go, as the browser's statistics tell (W3C webrtc-stats). [pure] */

/** @typedef {import("./chunk-numbers.js").Row} Row */
/** @typedef {{ route: string, roundTrip: number | null }} Path */

const ROUTES = {
  direct: "direct, UDP",
  "relay-udp": "relayed over UDP",
  "relay-tcp": "relayed over TCP",
  "relay-tls": "relayed over TLS",
};

/** A route in words, for a badge: nothing to say of the direct one. @param {string} route */
export function badge(route) {
  return route.startsWith("relay")
    ? (ROUTES[/** @type {keyof typeof ROUTES} */ (route)] ?? "")
    : "";
}

/** The rows about a path. @param {Path} path @returns {Row[]} */
export function pathRows({ route, roundTrip }) {
  return [
    {
      label: "Round trip",
      value: roundTrip === null ? "unknown" : `${Math.round(roundTrip)} ms`,
      explain: "From this browser to the server and back, as its connectivity checks tell.",
    },
    {
      label: "Route",
      value: ROUTES[/** @type {keyof typeof ROUTES} */ (route)] ?? "none yet",
      explain: "How your packets reach the server: the selected candidate pair.",
    },
  ];
}

/**
 * The route that is in use, and how long it takes.
 * @param {{ get: (id: string) => any, values: () => Iterable<any> }} stats
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
