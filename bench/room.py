"""Ten people in one room, all in tabs of one Chromium, on this computer's cores.

What is asked is whether it holds: whether each of the 90 remote tiles stays live, how old the
pictures become, and what the server needs for it.
"""

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import psutil
from playwright.async_api import Page, async_playwright

from bench.browsers import CHROMIUM, LIVE, enter, latencies, launched, sees
from bench.report import percentile, save, spread, table
from bench.servers import STEP1, Server, running

PARTICIPANTS = 10
WIDTH, HEIGHT = 320, 180
SETTLE_SECONDS = 5.0
SECONDS, QUICK_SECONDS = 20.0, 5.0


@dataclass(slots=True)
class Watch:
    """What was seen of the room, once a second."""

    live: list[int] = field(default_factory=list)  # live tiles, of all pages together
    latencies: list[float] = field(default_factory=list)
    server_cpu_percent: float = 0.0
    machine_cpu_percent: float = 0.0


def measure(quick: bool) -> None:
    """Runs the probe, prints its table and keeps the result."""
    result = asyncio.run(_measure(QUICK_SECONDS if quick else SECONDS))
    labels = {key: key.replace("_", " ") for key in result}
    table(
        f"{PARTICIPANTS} participants in one room, {WIDTH}x{HEIGHT}, one browser, one computer",
        ("what", "result"),
        [(labels[key], value) for key, value in result.items()],
    )
    if not quick:
        save("step1", "room", result)


async def _measure(seconds: float) -> dict[str, Any]:
    with running(STEP1) as server:
        empty = server.memory_bytes
        async with AsyncExitStack() as stack:
            playwright = await stack.enter_async_context(async_playwright())
            browser = await stack.enter_async_context(launched(playwright, CHROMIUM))
            pages = []
            for number in range(PARTICIPANTS):
                print(f"\rRoom: participant {number + 1} ", end="", file=sys.stderr)
                name = f"Guest {number + 1}"
                pages.append(await enter(browser, server.port, name, width=WIDTH, height=HEIGHT))
            for page in pages:
                await sees(page, PARTICIPANTS - 1)
            await asyncio.sleep(SETTLE_SECONDS)
            watch = await _watch(pages, server, seconds)
            return _result(watch, (server.memory_bytes - empty) / PARTICIPANTS, seconds)


async def _watch(pages: list[Page], server: Server, seconds: float) -> Watch:
    watch = Watch()
    psutil.cpu_percent()
    began, used = time.monotonic(), server.cpu_seconds
    while time.monotonic() - began < seconds:
        counts = [await page.locator(LIVE).count() for page in pages]
        watch.live.append(sum(counts))
        for page in pages:
            watch.latencies += await latencies(page)
        await asyncio.sleep(1.0)
    elapsed = time.monotonic() - began
    watch.server_cpu_percent = 100 * (server.cpu_seconds - used) / elapsed
    watch.machine_cpu_percent = psutil.cpu_percent()
    print(file=sys.stderr)
    return watch


def _result(watch: Watch, memory_per_viewer: float, seconds: float) -> dict[str, Any]:
    ages = watch.latencies
    return {
        "seconds": seconds,
        "tiles": PARTICIPANTS * (PARTICIPANTS - 1),
        "live_tiles_at_worst": min(watch.live),
        "live_tiles_median": round(spread(watch.live).median),
        "latency_ms_median": round(spread(ages).median) if ages else None,
        "latency_ms_p95": round(percentile(ages, 95)) if ages else None,
        "server_cpu_percent_of_one_core": round(watch.server_cpu_percent, 1),
        "machine_cpu_percent": round(watch.machine_cpu_percent, 1),
        "server_memory_kb_per_viewer": round(memory_per_viewer / 1000),
    }
