"""A page on a phone: it is touched, written to and asked, and nothing else is done with it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.bed.browsers import NAMES
from tests.bed.tab import Point, Tab
from tests.bed.unwatched import unwatched
from tests.bed.waiting import until_async

WIDTH, HEIGHT = 390, 844
STEPS = 10  # of a finger that moves
BOX = """(() => {
    const shown = [...document.querySelectorAll(%s)].find((one) => one.checkVisibility());
    shown?.scrollIntoView({ block: "nearest" });
    return JSON.stringify(shown?.getBoundingClientRect() ?? null);
})()"""


class Phone:
    """A tab of a phone's size, with a finger on it."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    async def go(self, url: str) -> None:
        """Opens a page."""
        await self._tab.resize(WIDTH, HEIGHT)
        await self._tab.go(url)

    async def tap(self, selector: str) -> None:
        """Touches the middle of what is found, as soon as it is to be seen."""
        await self._tab.touch([await self.middle(selector)])

    async def drag(self, selector: str, right: float, down: float) -> None:
        """Moves a finger from the middle of what is found, so many CSS pixels."""
        x, y = await self.middle(selector)
        parts = [number / STEPS for number in range(STEPS + 1)]
        await self._tab.touch([(x + right * part, y + down * part) for part in parts])

    async def write(self, text: str) -> None:
        """Types into what has the focus."""
        await self._tab.write(text)

    async def wait(self, selector: str) -> None:
        """Waits until something is on the page."""
        found = f"String(document.querySelector({json.dumps(selector)}) !== null)"

        async def there() -> bool:
            return await self._tab.ask(found) == "true"

        await until_async(there, what=f"{selector} on the phone")

    async def middle(self, selector: str) -> Point:
        """Where the middle of the first one is that is to be seen, in CSS pixels."""
        boxes: list[dict[str, Any]] = []

        async def seen() -> bool:
            boxes[:] = [json.loads(await self._tab.ask(BOX % json.dumps(selector)))]
            return bool(boxes[0])

        await until_async(seen, what=f"{selector} to be seen on the phone")
        [box] = boxes
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@asynccontextmanager
async def phone(browser: str) -> AsyncIterator[Phone]:
    """A phone with a browser that has never been anywhere."""
    async with unwatched(NAMES[browser]) as opened, opened.newcomer() as tab:
        yield Phone(tab)
