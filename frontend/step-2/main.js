/** Step 2: the media travel as RTP packets, which a server forwards unopened. */

import { startCall } from "../lib/start.js";

startCall({
  step: 2,
  async load() {
    const { RtcMedia } = await import("../lib/rtc-media.js");
    return { createMedia: (options) => new RtcMedia(options) };
  },
});
