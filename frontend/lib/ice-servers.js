/**
 * How a peer connection finds its way: which servers it may ask, and whether it may go without.
 * [pure]
 *
 * @typedef {"" | "any" | "udp" | "tcp" | "tls"} Relay only relayed, perhaps over one transport
 */

/** @type {Record<string, (url: string) => boolean>} */
const BELONGS = {
  any: () => true,
  udp: (url) => url.startsWith("turn:") && url.endsWith("transport=udp"),
  tcp: (url) => url.startsWith("turn:") && url.endsWith("transport=tcp"),
  tls: (url) => url.startsWith("turns:"),
};

/**
 * The settings of a peer connection. Without a TURN server, as in step 2, nothing can be relayed.
 * @param {{ urls: string[], username: string, credential: string }[]} servers as the server tells
 * @param {Relay} relay
 * @returns {RTCConfiguration}
 */
export function configuration(servers, relay) {
  const wanted = BELONGS[relay || "any"];
  const iceServers = servers.map((server) => ({ ...server, urls: server.urls.filter(wanted) }));
  const iceTransportPolicy = relay && servers.length ? "relay" : "all";
  return { bundlePolicy: "max-bundle", iceServers, iceTransportPolicy };
}
