"""How long a page takes to come, and how much comes with it: the first time, and once more.

A browser that has never been here opens each step's page; then it opens it again. The clock is the
browser's own (Navigation, Resource and Paint Timing): from the beginning of the navigation to the
first painting that shows something, which is the lobby: the page is empty without its scripts.
Beside it the same for a page of three sentences from the same server: what a browser takes anyway.
"""

import asyncio
import sys
from typing import Any

from playwright.async_api import Browser, Page, Playwright, async_playwright

from bench.browsers import CHROMIUM, FIREFOX, launched
from bench.report import save, spread, table
from bench.servers import STEP1, STEP2, STEP3, STEP4, Server, running

STEPS = {"step1": STEP1, "step2": STEP2, "step3": STEP3, "step4": STEP4}
TIMES, QUICK_TIMES = 9, 2
NO_PAGE = "there/is/none"
LOADED = """(lobby) => new Promise((resolve, reject) => {
  const tell = ({ startTime }) => {
    const isLobby = document.querySelector("[data-action=join]") !== null;
    if (isLobby !== lobby) reject("What was shown is another page.");
    const files = performance.getEntriesByType("resource")
      .filter((file) => file.startTime < startTime);
    const all = [...files, performance.getEntriesByType("navigation")[0]];
    const sum = (key) => all.reduce((total, entry) => total + entry[key], 0);
    const fresh = all.filter((entry) => entry.transferSize > 0).length;
    resolve({ ms: startTime, body: sum("encodedBodySize"), wire: sum("transferSize"),
      requests: fresh });
  };
  const shown = (list) => list.getEntriesByName("first-contentful-paint").forEach(tell);
  new PerformanceObserver(shown).observe({ type: "paint", buffered: true });
})"""


def measure(quick: bool) -> None:
    """Runs the probe with each step, prints its table and keeps the results."""
    for name, step in STEPS.items():
        rows = asyncio.run(_measure(step, QUICK_TIMES if quick else TIMES))
        table(
            f"{step.name}: from opening the page to its lobby, on one host",
            (
                "browser",
                "ms, median",
                "all",
                "again",
                "a bare page",
                "requests",
                "again",
                "kB",
                "with headers",
            ),
            [_told(row) for row in rows],
        )
        if not quick:
            save(name, "first_load", {"rows": rows})


async def _measure(step: Any, times: int) -> list[dict[str, Any]]:
    async with async_playwright() as playwright:
        with running(step) as server:
            return [await _browser(playwright, server, name, times) for name in (CHROMIUM, FIREFOX)]


async def _browser(playwright: Playwright, server: Server, name: str, times: int) -> dict[str, Any]:
    async with launched(playwright, name) as browser:
        await _visit(browser, server.port)  # a browser that has just begun has other things to do
        visits = []
        for number in range(times):
            print(f"\rFirst load: {name} {number + 1} of {times}   ", end="", file=sys.stderr)
            visits.append(await _visit(browser, server.port))
    print(file=sys.stderr)
    bares, firsts, agains = zip(*visits, strict=True)
    return {
        "browser": name,
        "first_ms": spread([seen["ms"] for seen in firsts]),
        "again_ms": spread([seen["ms"] for seen in agains]),
        "bare_page_ms": spread([seen["ms"] for seen in bares]),
        "requests": firsts[0]["requests"],
        "requests_again": agains[0]["requests"],
        "bytes": firsts[0]["body"],
        "bytes_with_headers": firsts[0]["wire"],
    }


async def _visit(browser: Browser, port: int) -> tuple[dict[str, float], ...]:
    """What a newcomer's browser sees of a bare page and of the lobby, and of that once more."""
    bare = await _newcomer(browser, port, [NO_PAGE])
    return (*bare, *await _newcomer(browser, port, ["?room=bench", "?room=bench"]))


async def _newcomer(browser: Browser, port: int, paths: list[str]) -> list[dict[str, float]]:
    context = await browser.new_context()
    try:
        page = await context.new_page()
        return [await _open(page, port, path) for path in paths]
    finally:
        await context.close()


async def _open(page: Page, port: int, path: str) -> dict[str, float]:
    await page.goto("about:blank")
    await page.goto(f"http://127.0.0.1:{port}/{path}")
    seen: dict[str, float] = await page.evaluate(LOADED, path != NO_PAGE)
    return seen


def _told(row: dict[str, Any]) -> list[object]:
    first, again, bare = row["first_ms"], row["again_ms"], row["bare_page_ms"]
    return [
        row["browser"],
        round(first.median),
        f"{first.lowest:.0f}..{first.highest:.0f}",
        round(again.median),
        round(bare.median),
        row["requests"],
        row["requests_again"],
        round(row["bytes"] / 1000),
        round(row["bytes_with_headers"] / 1000),
    ]
