/** Step 3: as step 2, and where UDP does not pass, a TURN server relays over TCP or TLS. */

import { startCall } from "../lib/start.js";

startCall({
  step: 3,
  async load() {
    const { RtcMedia } = await import("../lib/rtc-media.js");
    return { createMedia: (options) => new RtcMedia(options) };
  },
});
