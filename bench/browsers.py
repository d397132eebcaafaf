"""Browsers for the probes: those of the tests.

Each participant's page is opened with a synthetic picture (`fake=1`), which carries the frame
stamp; what is read are the attributes that the page promises to its users.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

from playwright.async_api import Browser, Page, Playwright
from playwright.async_api import TimeoutError as PageTimeout

from tests.bed.browsers import launch
from tests.bed.sound import sound_device

CHROMIUM, FIREFOX = "Chromium", "Firefox"
LIVE = '[data-participant][data-state="live"] video'
LIVE_MS = 60_000.0


@asynccontextmanager
async def launched(playwright: Playwright, name: str) -> AsyncIterator[Browser]:
    """A headless browser of its own, as the tests use it."""
    with sound_device() as sound:
        browser = await launch(playwright, name.lower(), sound)
        try:
            yield browser
        finally:
            await browser.close()


def address(port: int, name: str, **parameters: str | int) -> str:
    """The call's URL for a participant with a synthetic picture."""
    query = {"room": "bench", "name": name, "fake": 1, **parameters}
    return f"http://127.0.0.1:{port}/?{urlencode(query)}"


async def enter(browser: Browser, port: int, name: str, **parameters: str | int) -> Page:
    """A page that joins the call by itself."""
    page = await browser.new_page()
    await page.goto(address(port, name, autojoin=1, **parameters))
    await page.wait_for_selector('body[data-state="live"]', state="attached", timeout=LIVE_MS)
    return page


async def sees(page: Page, others: int) -> bool:
    """Waits until so many remote tiles are live; False if they are not in time."""
    script = "([selector, count]) => document.querySelectorAll(selector).length >= count"
    try:
        await page.wait_for_function(script, arg=[LIVE, others], timeout=LIVE_MS)
    except PageTimeout:
        return False
    return True


async def latencies(page: Page) -> list[float]:
    """The stamp latency that each live remote tile shows now, in milliseconds."""
    script = """() => [...document.querySelectorAll('[data-participant][data-latency-ms]')]
        .filter((tile) => tile.dataset.state === 'live')
        .map((tile) => Number(tile.dataset.latencyMs))"""
    found: list[float] = await page.evaluate(script)
    return found
