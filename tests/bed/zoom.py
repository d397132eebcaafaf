"""A page at 200 % on a small laptop: a window of half as many pixels each way, WCAG's 1.4.4."""

from pathlib import Path
from typing import Any

from playwright.async_api import ViewportSize

from tests.bed.look import examine_look
from tests.bed.page import Page

ZOOMED = ViewportSize(width=640, height=360)  # what is left of 1280 x 720
# The next frame but one is painted with all that a new size has changed.
SETTLE = "() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"
REACH = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").rstrip().rstrip(";")


async def cut_off(page: Page, part: str = "body") -> list[str]:
    """What of a part of a page is cut off or out of reach at 200 %; the window stays so."""
    await page.page.set_viewport_size(ZOOMED)
    await page.page.evaluate(SETTLE)
    parts = page.page.locator(part)
    assert await parts.count()
    found: Any = await parts.evaluate_all(f"(roots) => roots.flatMap({REACH})")
    return await examine_look(page.page, part) + [str(one) for one in found]
