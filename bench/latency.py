"""How old a picture is when it is seen, and how long joining takes; through the real page.

The synthetic picture carries the time at which it was painted. The receiving page reads it from
the frames it shows: both pages are on one computer, so both use one clock.
"""

import asyncio
import os
import statistics
import sys
from typing import Any

from playwright.async_api import Browser, Page, Playwright, async_playwright
from playwright.async_api import TimeoutError as PageTimeout

from bench.browsers import CHROMIUM, FIREFOX, address, enter, latencies, launched, sees
from bench.report import percentile, save, table
from bench.servers import STEP1, STEP2, STEP3, STEP4, Contestant, running

# By the name of their results.
STEPS = {"step1": STEP1, "step2": STEP2, "step3": STEP3, "step4": STEP4}
PARAMETERS = {STEP3.name: {"relay": 1}}  # of their pages
PAIRS = ((CHROMIUM, CHROMIUM), (FIREFOX, FIREFOX), (CHROMIUM, FIREFOX))
SETTLE_SECONDS = 5.0  # the player is still coming nearer to the live edge
SECONDS, QUICK_SECONDS = float(os.environ.get("SECONDS", "30")), 5.0
EVERY_SECONDS = 0.2
JOINS, QUICK_JOINS = 10, 3
JOIN_MS = 10_000.0
# From the click to the first frame of somebody else that the browser shows.
JOIN = """() => new Promise((resolve) => {
  const clicked = performance.now();
  const seen = new WeakSet();
  const look = () => {
    for (const video of document.querySelectorAll('[data-participant] video')) {
      if (seen.has(video)) continue;
      seen.add(video);
      video.requestVideoFrameCallback(() => resolve(performance.now() - clicked));
    }
    requestAnimationFrame(look);
  };
  document.querySelector('[data-action="join"]').click();
  look();
})"""
# From the answer to a connection: ICE and DTLS. Nothing where there is no peer connection.
WATCH = """globalThis.connecting = [];
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...options) {
    super(...options);
    this.addEventListener('connectionstatechange', () => {
      if (this.connectionState === 'connected') connecting.push(performance.now() - this.answered);
    });
  }
  async setLocalDescription(...description) {
    await super.setLocalDescription(...description);
    this.answered ??= performance.now();
  }
};"""


def measure(quick: bool) -> None:
    """Runs the probe with each step, prints its tables and keeps the results."""
    for name, step in STEPS.items():
        glass, joins = asyncio.run(_measure(step, quick))
        _show(step.name, glass, joins)
        if not quick:
            save(name, "latency", {"glass_to_glass_ms": glass, "join_ms": joins})


async def _measure(
    step: Contestant, quick: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    glass: list[dict[str, Any]] = []
    async with async_playwright() as playwright:
        for pair in PAIRS:
            print(f"\rLatency: {pair[0]} and {pair[1]} ", end="", file=sys.stderr)
            seconds = QUICK_SECONDS if quick else SECONDS
            glass += await glass_to_glass(playwright, step, pair, seconds)
        count = QUICK_JOINS if quick else JOINS
        joins = [await join_times(playwright, step, name, count) for name in (CHROMIUM, FIREFOX)]
    print(file=sys.stderr)
    return glass, joins


async def glass_to_glass(
    playwright: Playwright, step: Contestant, pair: tuple[str, str], seconds: float
) -> list[dict[str, Any]]:
    """A call of two browsers: the latency in each direction."""
    with running(step) as server:
        async with launched(playwright, pair[0]) as one, launched(playwright, pair[1]) as other:
            asked = PARAMETERS.get(step.name, {})
            pages = [
                await enter(one, server.port, "Ada", **asked),
                await enter(other, server.port, "Bob", **asked),
            ]
            live = [await sees(page, 1) for page in pages]
            await asyncio.sleep(SETTLE_SECONDS)
            samples = await _sample(pages, seconds)
    directions = ((pair[1], pair[0]), (pair[0], pair[1]))  # what Ada's page sees comes from Bob
    return [
        {"from": sender, "to": receiver, "live": is_live, **_numbers(values)}
        for (sender, receiver), is_live, values in zip(directions, live, samples, strict=True)
    ]


async def _sample(pages: list[Page], seconds: float) -> list[list[float]]:
    samples: list[list[float]] = [[] for _page in pages]
    for _round in range(round(seconds / EVERY_SECONDS)):
        for values, page in zip(samples, pages, strict=True):
            values += await latencies(page)
        await asyncio.sleep(EVERY_SECONDS)
    return samples


def _numbers(values: list[float]) -> dict[str, Any]:
    if not values:
        return {"median": None, "p95": None, "lowest": None, "highest": None, "samples": 0}
    return {
        "median": round(statistics.median(values)),
        "p95": round(percentile(values, 95)),
        "lowest": round(min(values)),
        "highest": round(max(values)),
        "samples": len(values),
    }


async def join_times(
    playwright: Playwright, step: Contestant, name: str, count: int
) -> dict[str, Any]:
    """How long it takes to join a call in which one other participant is."""
    times: list[float] = []
    connecting: list[float] = []
    with running(step) as server:
        async with launched(playwright, CHROMIUM) as host, launched(playwright, name) as browser:
            asked = PARAMETERS.get(step.name, {})
            await enter(host, server.port, "Host", **asked)
            for number in range(count):
                print(f"\rJoining: {name} {number + 1} of {count}   ", end="", file=sys.stderr)
                joined, connected = await _join_once(browser, server.port, asked)
                times += joined
                connecting += connected
    told = {"connect_ms": _numbers(connecting)} if connecting else {}
    return {"browser": name, "joined": len(times), "of": count, **_numbers(times), **told}


async def _join_once(
    browser: Browser, port: int, asked: dict[str, int]
) -> tuple[list[float], list[float]]:
    page = await browser.new_page()
    page.set_default_timeout(JOIN_MS)
    await page.add_init_script(WATCH)
    try:
        await page.goto(address(port, "Guest", **asked))
        await page.wait_for_selector('[data-action="join"]:enabled')
        async with asyncio.timeout(JOIN_MS / 1000):
            joined = [float(await page.evaluate(JOIN))]
            return joined, await page.evaluate("connecting.slice(0, 1)")
    except (PageTimeout, TimeoutError):
        return [], []
    finally:
        await page.close()


def _show(step: str, glass: list[dict[str, Any]], joins: list[dict[str, Any]]) -> None:
    table(
        f"{step}: glass to glass on one host, in milliseconds",
        ("from", "to", "median", "95 %", "lowest", "highest", "samples"),
        [
            [row[key] for key in ("from", "to", "median", "p95", "lowest", "highest", "samples")]
            for row in glass
        ],
    )
    table(
        f"{step}: click on Join to the first remote frame, in milliseconds",
        ("browser", "median", "95 %", "highest", "joined", "ICE and DTLS, median"),
        [
            [*(row[key] for key in ("browser", "median", "p95", "highest")), *_details(row)]
            for row in joins
        ],
    )


def _details(row: dict[str, Any]) -> list[object]:
    return [f"{row['joined']} of {row['of']}", row.get("connect_ms", {}).get("median", "none")]
