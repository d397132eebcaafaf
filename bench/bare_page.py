"""A page of nothing but received pictures, beside which a page of ours is measured.

Desktop Chromium draws a page of two or more videos only as often as the quickest of them has
pictures (viz::VideoConferenceMatcher): that is not the doing of a page. So one may be quicker.
"""

from typing import Any

from playwright.async_api import Page, Playwright

from bench.browsers import launched

PICTURES = """async ([count, perSecond, quickest]) => {
  const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
  near.onicecandidate = ({ candidate }) => candidate && far.addIceCandidate(candidate);
  far.onicecandidate = ({ candidate }) => candidate && near.addIceCandidate(candidate);
  far.ontrack = ({ track }) => {
    const video = document.createElement("video");
    video.muted = video.autoplay = true;
    video.srcObject = new MediaStream([track]);
    document.body.append(video);
  };
  for (let number = 0; number < count; number++) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [160, 90];
    const context = canvas.getContext("2d");
    let painted = 0;
    const rate = number ? perSecond : quickest;
    setInterval(() => {
      context.fillStyle = `hsl(${(7 * painted++) % 360} 60% 50%)`;
      context.fillRect(0, 0, canvas.width, canvas.height);
    }, 1000 / rate);
    near.addTrack(canvas.captureStream(rate).getVideoTracks()[0]);
  }
  await near.setLocalDescription();
  await far.setRemoteDescription(near.localDescription);
  await far.setLocalDescription();
  await near.setRemoteDescription(far.localDescription);
}"""
DRAWN = """(seconds) => new Promise((resolve) => {
  const began = performance.now();
  let frames = 0;
  const step = (now) => {
    frames++;
    if (now - began < 1000 * seconds) requestAnimationFrame(step);
    else resolve((1000 * frames) / (now - began));
  };
  requestAnimationFrame(step);
})"""
SETTLE_MS = 6_000


async def frames_per_second(
    playwright: Playwright, browser: str, size: Any, pictures: tuple[int, int, int], seconds: float
) -> float:
    """How often a browser draws so many pictures, all with so many a second but one."""
    async with launched(playwright, browser) as opened:
        page: Page = await opened.new_page(viewport=size)
        await page.set_content("<title>Pictures</title>")
        await page.evaluate(PICTURES, pictures)
        await page.wait_for_timeout(SETTLE_MS)
        drawn: float = await page.evaluate(DRAWN, seconds)
        return round(drawn, 1)
