/** What is said when no packet comes through: what happened, and what helps. [pure] */

import { words } from "./words.js";

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
 * @property {import("./ice-servers.js").Relay} [relay] the only way that the page's address allows
 * @property {Way | null} way through a gateway, if there is one
 * @property {Contact} contact
 */

/** The sentence for a silence that lasts. @param {Silence} silence */
export function pathProblem({ worked, relays, relay, way, contact }) {
  if (way) return throughGateway(way, worked, contact);
  if (worked) return words.path.lost;
  return relays ? relayProblem(relay) : words.path.blocked;
}

/** Of what was not tried nothing is known. @param {Silence["relay"]} relay */
function relayProblem(relay) {
  const { path } = words;
  if (relay === "tls") return path.untrustedTls;
  return relay === "udp" || relay === "tcp" ? path.blockedOver(relay) : path.blockedEverywhere;
}

/** @param {Way} way @param {boolean} worked @param {Contact} contact */
function throughGateway(way, worked, contact) {
  const why = reason(way, contact);
  return worked ? words.path.interrupted(why) : words.path.nothing(why);
}

/** @param {Way} way @param {Contact} contact */
function reason({ node, gateway }, contact) {
  const { path } = words;
  switch (contact) {
    case "relays":
      return path.node(node);
    case 401:
      return path.refused401;
    case 403:
      return path.refused403;
    case 486:
      return path.refused486;
    case 508:
      return path.refused508;
    default:
      return path.silent(address(gateway));
  }
}

/** Host and port of a TURN address. @param {string} url */
function address(url) {
  return url.replace(/^turns?:/, "").replace(/\?.*$/, "");
}
