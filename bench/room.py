"""How many people a room holds, all in tabs of one Chromium, on this computer's cores.

Nine pictures are decoded and drawn in each of ten tabs: that is the work of ten computers. So
rooms grow here until this one has no time left, and what is told is what becomes of the pictures.
"""

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import psutil
from playwright.async_api import Browser, Page, async_playwright

from bench.browsers import CHROMIUM, LIVE, enter, latencies, launched, sees
from bench.report import percentile, save, spread, table
from bench.servers import STEP1, Server, running

SIZES, QUICK_SIZES = (2, 4, 6, 8, 10), (4,)
WIDTH, HEIGHT = 320, 180
SETTLE_SECONDS = 10.0
SECONDS, QUICK_SECONDS = 30.0, 5.0


@dataclass(slots=True)
class Watch:
    """What was seen of the room, every other second."""

    live: list[int] = field(default_factory=list)  # live tiles, of all pages together
    latencies: list[float] = field(default_factory=list)
    server_cpu_percent: float = 0.0
    machine_cpu_percent: float = 0.0


def measure(quick: bool) -> None:
    """Runs the probe, prints its table and keeps the result."""
    seconds = QUICK_SECONDS if quick else SECONDS
    rows = [asyncio.run(_room(size, seconds)) for size in (QUICK_SIZES if quick else SIZES)]
    print(file=sys.stderr)
    table(
        f"Rooms of pages that all send {WIDTH}x{HEIGHT}, in one browser on one computer",
        [key.replace("_", " ") for key in rows[0]],
        [list(row.values()) for row in rows],
    )
    if not quick:
        save("step1", "room", {"width": WIDTH, "height": HEIGHT, "seconds": seconds, "rows": rows})


async def _room(participants: int, seconds: float) -> dict[str, Any]:
    with running(STEP1) as server:
        empty = server.memory_bytes
        async with AsyncExitStack() as stack:
            playwright = await stack.enter_async_context(async_playwright())
            browser = await stack.enter_async_context(launched(playwright, CHROMIUM))
            pages = await _fill(browser, server, participants)
            await asyncio.sleep(SETTLE_SECONDS)
            watch = await _watch(pages, server, seconds)
            return _row(participants, watch, (server.memory_bytes - empty) / participants)


async def _fill(browser: Browser, server: Server, participants: int) -> list[Page]:
    pages = []
    for number in range(1, participants + 1):
        print(f"\rRoom of {participants}: participant {number}  ", end="", file=sys.stderr)
        size = {"width": WIDTH, "height": HEIGHT}
        pages.append(await enter(browser, server.port, f"Guest {number}", **size))
    for page in pages:
        await sees(page, participants - 1)
    return pages


async def _watch(pages: list[Page], server: Server, seconds: float) -> Watch:
    watch = Watch()
    psutil.cpu_percent()
    began, used = time.monotonic(), server.cpu_seconds
    while time.monotonic() - began < seconds:
        await asyncio.sleep(2.0)
        counts = [await page.locator(LIVE).count() for page in pages]
        watch.live.append(sum(counts))
        for page in pages:
            watch.latencies += await latencies(page)
    elapsed = time.monotonic() - began
    watch.server_cpu_percent = 100 * (server.cpu_seconds - used) / elapsed
    watch.machine_cpu_percent = psutil.cpu_percent()
    return watch


def _row(participants: int, watch: Watch, memory_per_participant: float) -> dict[str, Any]:
    ages = watch.latencies
    return {
        "participants": participants,
        "tiles": participants * (participants - 1),
        "live_tiles_median": round(spread(watch.live).median),
        "live_tiles_at_worst": min(watch.live),
        "latency_ms_median": round(spread(ages).median) if ages else None,
        "latency_ms_p95": round(percentile(ages, 95)) if ages else None,
        "machine_cpu_percent": round(watch.machine_cpu_percent),
        "server_cpu_percent_of_one_core": round(watch.server_cpu_percent, 1),
        "server_kb_per_participant": round(memory_per_participant / 1000),
    }
