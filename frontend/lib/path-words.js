/** What is said when no packet comes through: what happened, and what helps. [pure] */

/** @typedef {import("./media-way.js").Way} Way */

/**
 * How a TURN server has answered: it relays, it refused with this code (701: no answer at all,
 * W3C WebRTC 4.8.1), or there was nothing yet.
 * @typedef {"relays" | number | null} Contact
 */

/**
 * @typedef {object} Silence
 * @property {boolean} worked whether this connection has ever worked
 * @property {boolean} relays whether there is a TURN server
 * @property {Way | null} way through a gateway, if there is one
 * @property {Contact} contact
 */

const BLOCKED =
  "No packet comes through: a firewall or this network seems to block UDP. " +
  "Chat still works. That is what step 3 is for.";
const BLOCKED_EVERYWHERE =
  "No packet comes through, not even to the TURN server over TCP or TLS: this network blocks " +
  "them. Chat still works. Another network, such as your phone's, will help.";
const LOST = "Sound and picture are interrupted. Looking for another way ...";

const REFUSALS = new Map([
  [401, "refuses this page's password: it has expired. A new one comes by itself, or by a reload."],
  [403, "refuses this page. Join again; whoever runs the gateway finds the reason in its log."],
  [486, "gives this participant no further allocation. Close the call's other tabs."],
  [508, "has no place for another allocation. Try again in a few minutes."],
]);

/** The sentence for a silence that lasts. @param {Silence} silence */
export function pathProblem({ worked, relays, way, contact }) {
  if (way) return throughGateway(way, worked, contact);
  if (worked) return LOST;
  return relays ? BLOCKED_EVERYWHERE : BLOCKED;
}

/** @param {Way} way @param {boolean} worked @param {Contact} contact */
function throughGateway(way, worked, contact) {
  const what = worked ? "Sound and picture are interrupted" : "No packet comes through";
  return `${what}: ${reason(way, contact)} Chat still works.`;
}

/** @param {Way} way @param {Contact} contact */
function reason({ node, gateway }, contact) {
  if (contact === "relays")
    return `the gateway answers, but nothing comes from node ${node}. Its route may be gone; this page goes on as soon as it is back.`;
  const refusal = REFUSALS.get(contact ?? 0);
  if (refusal) return `the gateway ${refusal}`;
  return `the gateway at ${address(gateway)} does not answer. It may be restarting, and this page goes on trying; if this network blocks it, another one, such as your phone's, will help.`;
}

/** Host and port of a TURN address. @param {string} url */
function address(url) {
  return url.replace(/^turns?:/, "").replace(/\?.*$/, "");
}
