/** Step 2: the media travel as RTP packets, which a server forwards unopened. */

import { startCall } from "../lib/call.js";
import { RtcMedia } from "../lib/rtc-media.js";

startCall({
  step: 2,
  createMedia: (options) => new RtcMedia(options),
});
