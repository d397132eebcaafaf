/** Step 4: as step 3, and one gateway stands before several nodes, on one of which the room is. */

import { startCall } from "../lib/call.js";
import { offerPresenter } from "../lib/presenter.js";
import { RtcMedia } from "../lib/rtc-media.js";
import { tellNode } from "../lib/tell-node.js";

startCall({
  step: 4,
  // The nodes have no public address: only what the gateway relays reaches them.
  createMedia: (options) => new RtcMedia({ ...options, relay: options.relay || "any" }),
  accompany: (call) => {
    tellNode(call);
    offerPresenter(call);
  },
});
