/** Step 1: the media travel as chunks over a WebSocket. */

import { startCall } from "../lib/call.js";
import { ChunkMedia } from "../lib/chunk-media.js";

startCall({
  step: 1,
  createMedia: (options) => new ChunkMedia(options),
});
