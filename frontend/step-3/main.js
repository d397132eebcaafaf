/** Step 3: as step 2, and where UDP does not pass, a TURN server relays over TCP or TLS. */

import { startCall } from "../lib/call.js";
import { RtcMedia } from "../lib/rtc-media.js";

startCall({
  step: 3,
  createMedia: (options) => new RtcMedia(options),
});
