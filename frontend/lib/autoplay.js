/** Plays a video although browsers may not play sound before somebody has clicked. */

/** What a browser plays only after a click: the sound, or the picture too. @typedef {"sound" | "all"} Held */

/**
 * Plays with sound, or without it if the browser refuses.
 * @param {HTMLVideoElement} video @param {(held: Held) => void} tell what is held back, if anything is
 */
export async function playOrMute(video, tell) {
  let isHeld = await isRefused(video);
  if (isHeld && !video.muted) {
    video.muted = true;
    isHeld = await isRefused(video); // a later start tries again
  }
  if (video.muted) tell(isHeld ? "all" : "sound");
}

/** Plays with sound; to be called while somebody clicks. @param {HTMLVideoElement} video */
export function playAloud(video) {
  video.muted = false;
  video.play().catch(() => {});
}

/** @param {HTMLVideoElement} video */
async function isRefused(video) {
  const error = await video.play().catch((reason) => reason);
  return error?.name === "NotAllowedError";
}
