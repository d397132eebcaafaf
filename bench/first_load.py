"""How long a page takes to come, and how much comes with it: the first time, and once more.

A browser that has never been here opens each step's page; then it opens it again. The clock is the
browser's own (Navigation, Resource and Paint Timing): from the beginning of the navigation to the
first painting that shows something, which is the lobby as the server sends it, and to the moment at
which its scripts have taken it over. Beside it the first painting of a page of three sentences from
the same server: what a browser takes anyway. Nobody watches meanwhile
(tests/bed/unwatched.py).
"""

import asyncio
import json
import sys
from typing import Any

from bench.browsers import CHROMIUM, FIREFOX
from bench.report import save, spread, table
from bench.servers import STEP1, STEP2, STEP3, STEP4, running
from tests.bed.tab import RemoteError, Tab
from tests.bed.unwatched import Unwatched, unwatched

STEPS = {"step1": STEP1, "step2": STEP2, "step3": STEP3, "step4": STEP4}
TIMES, QUICK_TIMES = 9, 2
QUIET_SECONDS = 1.5  # after a navigation, in which the page has its computer for itself
NO_PAGE, LOBBY = "there/is/none", "?room=bench"
LOADED = """(async () => {
  const seen = await new Promise((resolve) => {
    const shown = (list) => list.getEntriesByName("first-contentful-paint").forEach(resolve);
    new PerformanceObserver(shown).observe({ type: "paint", buffered: true });
  });
  const [mark] = performance.getEntriesByName("taken over");
  const takenOver = mark?.startTime ?? seen.startTime;
  const files = performance.getEntriesByType("resource")
    .filter((file) => file.startTime < takenOver);
  const all = [...files, performance.getEntriesByType("navigation")[0]];
  const sum = (key) => all.reduce((total, entry) => total + entry[key], 0);
  const requests = all.filter((entry) => entry.transferSize > 0).length;
  const lobby = mark !== undefined && document.querySelector("call-lobby") !== null;
  return JSON.stringify({ lobby, ms: seen.startTime, takenOver, requests,
    body: sum("encodedBodySize"), wire: sum("transferSize") });
})()"""


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
                "taken over",
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
    with running(step) as server:
        return [await _browser(server.port, name, times) for name in (CHROMIUM, FIREFOX)]


async def _browser(port: int, name: str, times: int) -> dict[str, Any]:
    async with unwatched(name) as browser:
        await _visits(browser, port)  # a browser that has just begun has other things to do
        visits = []
        for number in range(times):
            print(f"\rFirst load: {name} {number + 1} of {times}   ", end="", file=sys.stderr)
            visits.append(await _visits(browser, port))
    print(file=sys.stderr)
    bares, firsts, agains = zip(*visits, strict=True)
    return {
        "browser": name,
        "first_ms": spread([seen["ms"] for seen in firsts]),
        "taken_over_ms": spread([seen["takenOver"] for seen in firsts]),
        "again_ms": spread([seen["ms"] for seen in agains]),
        "bare_page_ms": spread([seen["ms"] for seen in bares]),
        "requests": firsts[0]["requests"],
        "requests_again": agains[0]["requests"],
        "bytes": firsts[0]["body"],
        "bytes_with_headers": firsts[0]["wire"],
    }


async def _visits(browser: Unwatched, port: int) -> tuple[dict[str, float], ...]:
    """What a newcomer's browser sees of a bare page and of the lobby, and of that once more."""
    bare = await _newcomer(browser, port, [NO_PAGE])
    return (*bare, *await _newcomer(browser, port, [LOBBY, LOBBY]))


async def _newcomer(browser: Unwatched, port: int, paths: list[str]) -> list[dict[str, float]]:
    async with browser.newcomer() as tab:
        return [await _open(tab, port, path) for path in paths]


async def _open(tab: Tab, port: int, path: str) -> dict[str, float]:
    seen = await _visit(tab, f"http://127.0.0.1:{port}/{path}")
    if seen["lobby"] != (path == LOBBY):
        raise RemoteError("What was shown is another page.")
    return seen


async def _visit(tab: Tab, url: str) -> dict[str, float]:
    """Opens a page, leaves it alone until it must be there, then asks it how that went."""
    await tab.go("about:blank")  # the same address again would be a reload
    await tab.go(url)
    await asyncio.sleep(QUIET_SECONDS)
    return dict(json.loads(await tab.ask(LOADED)))


def _told(row: dict[str, Any]) -> list[object]:
    times = ("first_ms", "taken_over_ms", "again_ms", "bare_page_ms")
    first, taken_over, again, bare = (row[name] for name in times)
    return [
        row["browser"],
        round(first.median),
        f"{first.lowest:.0f}..{first.highest:.0f}",
        round(taken_over.median),
        round(again.median),
        round(bare.median),
        row["requests"],
        row["requests_again"],
        round(row["bytes"] / 1000),
        round(row["bytes_with_headers"] / 1000),
    ]
