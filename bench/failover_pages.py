"""Two pages in a call of step 4, and for how long their pictures stand still when a part dies."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright

from bench.browsers import CHROMIUM, enter, launched, sees

NAMES = ("Ada", "Ben")
WATCHED_MS = 8_000.0  # so long a page is watched: a part that died may be missed only later
SEEN_MS = 500.0  # a standstill that anybody sees
AT_ONCE_MS = 1_000.0  # in which a shorter one is that of the part that died
FRAMES = 10  # after a standstill, and it is over
LOOK_SECONDS = 0.5
# When each frame of somebody else was shown, in milliseconds since 1970: of the newest frames.
WATCH = """globalThis.shownAt = [];
const seen = new WeakSet();
const note = (video) => video.requestVideoFrameCallback(() => {
  shownAt.push(Date.now());
  if (shownAt.length > 10_000) shownAt.splice(0, 5_000);
  note(video);
});
const look = () => {
  for (const video of document.querySelectorAll('[data-participant] video')) {
    if (seen.has(video)) continue;
    seen.add(video);
    note(video);
  }
  requestAnimationFrame(look);
};
look();"""


@asynccontextmanager
async def two_pages(port: int) -> AsyncIterator[list[Page]]:
    """A call of two pages which see each other."""
    async with async_playwright() as playwright, launched(playwright, CHROMIUM) as browser:
        pages = [await enter(browser, port, name) for name in NAMES]
        for page in pages:
            if not await sees(page, len(pages) - 1):
                raise RuntimeError("The pages do not see each other.")
            await page.evaluate(f"() => {{{WATCH}}}")
        yield pages


async def node_of(page: Page) -> str:
    """The node that has the room of a page."""
    return str(await page.evaluate("document.body.dataset.node ?? ''"))


async def back_after(page: Page, at_ms: float, patience: float) -> float | None:
    """How many seconds after a moment a page showed pictures again; None if not in time."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        shown = await page.evaluate("at => shownAt.filter((time) => time >= at)", at_ms)
        if (end := end_of_outage(shown, at_ms)) is not None:
            return (end - at_ms) / 1_000
        await asyncio.sleep(LOOK_SECONDS)
    return None


def end_of_outage(shown: Sequence[float], at: float) -> float | None:
    """When pictures moved again for good; None if it is too soon to tell.

    That is after the last standstill that anybody sees; if there is none, after the longest of
    those that began at once.
    """
    if len(shown) <= FRAMES or shown[-1] < at + WATCHED_MS:
        return None
    gaps = list(zip((at, *shown), shown, strict=False))
    seen = [gap for gap in gaps if gap[1] - gap[0] >= SEEN_MS]
    at_once = [gap for gap in gaps if gap[0] - at < AT_ONCE_MS]
    end = seen[-1][1] if seen else max(at_once, key=lambda gap: gap[1] - gap[0])[1]
    return end if sum(time >= end for time in shown) >= FRAMES else None
