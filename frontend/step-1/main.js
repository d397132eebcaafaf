/** Step 1: the media travel as chunks over a WebSocket. */

import { startCall } from "../lib/start.js";

startCall({
  step: 1,
  async load() {
    const { ChunkMedia } = await import("../lib/chunk-media.js");
    return { createMedia: (options) => new ChunkMedia(options) };
  },
});
