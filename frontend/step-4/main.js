/** Step 4: as step 3, and one gateway stands before several nodes, on one of which the room is. */

import { startCall } from "../lib/start.js";

startCall({
  step: 4,
  styles: ["node-state", "presenter"],
  async load() {
    const { RtcMedia } = await import("../lib/rtc-media.js");
    const { tellNode } = await import("../lib/tell-node.js");
    const { offerPresenter } = await import("../lib/presenter.js");
    return {
      // The nodes have no public address: only what the gateway relays reaches them.
      createMedia: (options) => new RtcMedia({ ...options, relay: options.relay || "any" }),
      accompany: (call) => {
        tellNode(call);
        offerPresenter(call);
      },
    };
  },
});
