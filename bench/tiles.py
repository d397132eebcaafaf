"""How smoothly a page of step 2 draws a room full of people: 25 tiles, 60 frames a second.

The others are a load generator's (`bench/rtc_crowd.py`): as many of them send moving pictures as a
room takes, the rest watch; one camera may be quicker than the others. What is counted are the
frames that the page could draw (requestAnimationFrame), beside those of a page of nothing but as
many pictures, and the pictures that its tiles did show. Server, crowd and browser share this
computer's cores, and the browser has no graphics card.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import psutil
from aiortc import RTCCertificate
from playwright.async_api import Page, Playwright, async_playwright

from bench.bare_page import frames_per_second
from bench.browsers import CHROMIUM, FIREFOX, enter, launched, sees
from bench.report import percentile, save, spread, table
from bench.rtc_crowd import Crowd
from bench.rtc_seats import Step2Seat
from bench.servers import STEP2, running
from bench.shapes import Shape
from common.addresses import local_addresses
from common.limits import PUBLISHERS_PER_ROOM

PICTURES_PER_SECOND, QUICKEST = 30, 60  # of each who sends; of one of them
ROOMS = ((1, PICTURES_PER_SECOND), (24, PICTURES_PER_SECOND), (24, QUICKEST))
QUICK_ROOMS = ((8, PICTURES_PER_SECOND),)
SECONDS, QUICK_SECONDS = 20.0, 5.0
WINDOW = {"width": 1280, "height": 720}
WATCH = """(seconds) => new Promise((resolve) => {
  const videos = [...document.querySelectorAll("[data-participant] video")];
  const shown = () => videos.map((video) =>
    Math.max(video.getVideoPlaybackQuality().totalVideoFrames, video.mozPaintedFrames ?? 0),
  ).reduce((sum, frames) => sum + frames, 0);
  const before = shown(), began = performance.now(), times = [];
  const tell = () => resolve({ times, shown: shown() - before,
    seconds: (performance.now() - began) / 1000 });
  const step = (now) => {
    times.push(now);
    if (now - began < 1000 * seconds) requestAnimationFrame(step); else tell();
  };
  requestAnimationFrame(step);
})"""


def measure(quick: bool) -> None:
    """Runs the probe, prints its table and keeps the result."""
    seconds = QUICK_SECONDS if quick else SECONDS
    rows = [
        asyncio.run(_room(browser, others, quickest, seconds))
        for browser in (CHROMIUM, FIREFOX)
        for others, quickest in (QUICK_ROOMS if quick else ROOMS)
    ]
    print(file=sys.stderr)
    table(
        f"A page of step 2 at {WINDOW['width']}x{WINDOW['height']} that draws everybody's tile",
        [key.replace("_", " ") for key in rows[0]],
        [list(row.values()) for row in rows],
    )
    if not quick:
        save("step2", "tiles", {**WINDOW, "seconds": seconds, "rows": rows})


async def _room(browser: str, others: int, quickest: int, seconds: float) -> dict[str, Any]:
    senders = min(others, PUBLISHERS_PER_ROOM)
    async with async_playwright() as playwright:
        pictures = senders, PICTURES_PER_SECOND, quickest
        bare = await frames_per_second(playwright, browser, WINDOW, pictures, seconds)
        with running(STEP2) as server:
            async with _people(server.port, senders, others, quickest):
                seen = await _look(playwright, browser, server.port, senders, seconds)
    gaps = [after - before for before, after in zip(seen["times"], seen["times"][1:], strict=False)]
    sent = seen["seconds"] * ((senders - 1) * PICTURES_PER_SECOND + quickest)
    return {
        "browser": browser,
        "tiles": others + 1,
        "with_pictures": senders,
        "quickest": quickest,
        "frames_per_second": round(1_000 * len(gaps) / sum(gaps), 1),
        "on_a_bare_page": bare,
        "frame_ms_p95": round(percentile(gaps, 95), 1),
        "frame_ms_at_worst": round(spread(gaps).highest, 1),
        "pictures_shown_percent": round(100 * seen["shown"] / sent),
        "machine_cpu_percent": round(seen["cpu"]),
    }


@asynccontextmanager
async def _people(port: int, senders: int, others: int, quickest: int) -> AsyncIterator[None]:
    """The others: they send, and ask for nobody's picture."""
    certificate, host = RTCCertificate.generateCertificate(), local_addresses()[0]
    seats: list[Step2Seat] = []

    def new_seat(publishes: bool) -> Step2Seat:
        seats.append(Step2Seat(port, host, certificate, publishes))
        return seats[-1]

    crowd = Crowd(Shape("tiles", senders, others - senders), new_seat)
    await crowd.enter()
    crowd.publishers[0].stop()
    crowd.publishers[0].start(1.0, Random(0), quickest)
    alive = asyncio.create_task(crowd.keep_alive())
    try:
        for seat in seats:
            await seat.look_away()
        yield
    finally:
        alive.cancel()
        crowd.rest()
        for seat in seats:
            await seat.leave()


async def _look(
    playwright: Playwright, browser: str, port: int, senders: int, seconds: float
) -> dict[str, Any]:
    async with launched(playwright, browser) as opened:
        page = await enter(opened, port, "Ada", view=1, **WINDOW)
        if not await sees(page, senders):
            print(f"\nNot all of the {senders} pictures came.", file=sys.stderr)
        return await _watch(page, seconds)


async def _watch(page: Page, seconds: float) -> dict[str, Any]:
    psutil.cpu_percent()
    seen: dict[str, Any] = await page.evaluate(WATCH, seconds)
    return {**seen, "cpu": psutil.cpu_percent()}
