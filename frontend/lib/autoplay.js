/** Plays a video although browsers may not play sound before somebody has clicked. */

/**
 * Plays with sound, or without it if the browser refuses; true if the sound is held back.
 * @param {HTMLVideoElement} video
 */
export async function playOrMute(video) {
  const error = await video.play().catch((reason) => reason);
  if (error?.name !== "NotAllowedError") return false;
  video.muted = true;
  video.play().catch(() => {}); // a later start tries again
  return true;
}

/** Plays with sound; to be called while somebody clicks. @param {HTMLVideoElement} video */
export function playAloud(video) {
  video.muted = false;
  video.play().catch(() => {});
}
