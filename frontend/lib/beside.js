/** What accompanies every call beside its media, each listening to the same signalling. */

import { attendHost } from "./host.js";
import { attendInvite } from "./inviting.js";
import { attendReactions } from "./reacting.js";
import { attendReception } from "./reception.js";
import { attendSaying } from "./saying.js";
import { attendWaiting } from "./waiting.js";

/**
 * Begins all of it, and what the step adds of its own.
 * @param {import("./host.js").HostParts & { accompany?: import("./call-media.js").StepParts["accompany"] }} parts
 */
export function attend(parts) {
  attendHost(parts);
  attendSaying(parts);
  attendInvite(parts);
  attendReactions(parts);
  attendWaiting(parts);
  attendReception(parts);
  parts.accompany?.(parts);
}
