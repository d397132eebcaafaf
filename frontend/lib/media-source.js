/** MediaSource as browsers have it: iPhones have ManagedMediaSource only. */

const Source = globalThis.MediaSource ?? Reflect.get(globalThis, "ManagedMediaSource");

/** Whether this browser can play a media type that was recorded elsewhere. @param {string} mime */
export function isPlayable(mime) {
  return Boolean(Source?.isTypeSupported(mime));
}

/**
 * Gives a video element a new MediaSource; `onOpen` gets its SourceBuffer.
 * @param {HTMLVideoElement} video @param {string} mime @param {(buffer: SourceBuffer) => void} onOpen
 * @returns {MediaSource}
 */
export function attachSource(video, mime, onOpen) {
  const source = /** @type {MediaSource} */ (new Source());
  source.onsourceopen = () => {
    source.onsourceopen = null;
    URL.revokeObjectURL(video.src);
    onOpen(source.addSourceBuffer(mime));
  };
  video.disableRemotePlayback = true; // ManagedMediaSource asks for it
  if (globalThis.MediaSource) video.src = URL.createObjectURL(source);
  else video.srcObject = source;
  return source;
}

/** Takes the MediaSource away. @param {HTMLVideoElement} video */
export function detachSource(video) {
  video.removeAttribute("src");
  video.srcObject = null;
  video.load();
}
