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
  const { path } = words;
  const sentence = worked ? path.interrupted : path.nothing;
  if (way) return sentence(throughGateway(way, contact));
  const refusal = refused(path.turnServer, contact);
  // A path that had the choice of a relay may have been another one.
  if (worked) return relay && refusal ? sentence(refusal) : path.lost;
  if (!relays) return path.blocked;
  if (contact === "relays") return sentence(path.beyondRelay);
  return refusal ? sentence(refusal) : unreached(relay);
}

/** Of what was not tried nothing is known. @param {Silence["relay"]} relay */
function unreached(relay) {
  const { path } = words;
  if (relay === "tls") return path.untrustedTls;
  return relay === "udp" || relay === "tcp" ? path.blockedOver(relay) : path.blockedEverywhere;
}

/** @param {Way} way @param {Contact} contact */
function throughGateway({ node, gateway }, contact) {
  const { path } = words;
  if (contact === "relays") return path.node(node);
  return refused(path.gateway, contact) || path.silent(address(gateway));
}

/** Why a server refuses; empty if it does not. @param {string} server @param {Contact} contact */
function refused(server, contact) {
  const { path } = words;
  switch (contact) {
    case 401:
      return path.refused401(server);
    case 403:
      return path.refused403(server);
    case 486:
      return path.refused486(server);
    case 508:
      return path.refused508(server);
    default:
      // RFC 8489 section 14.8: a server's own codes. What browsers add (701) is no answer of it.
      return isAnswer(contact) ? path.refusedWith(server, contact) : "";
  }
}

/** @param {Contact} contact @returns {contact is number} */
function isAnswer(contact) {
  return typeof contact === "number" && contact >= 300 && contact < 700;
}

/** Host and port of a TURN address. @param {string} url */
function address(url) {
  return url.replace(/^turns?:/, "").replace(/\?.*$/, "");
}
