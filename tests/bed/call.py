"""The pages of one test's call: opened with one line each, checked and closed at the end."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Error

from tests.bed.browsers import AUTOPLAY_RULE, CHROMIUM, FIREFOX, Browsers, Preferences
from tests.bed.page import Page
from tests.bed.step import Step


class Call:
    """The participants' pages in one room."""

    def __init__(self, browsers: Browsers, step: Step, room: str) -> None:
        self.browsers = browsers
        self.step = step
        self.room = room
        self.pages: list[Page] = []
        self.parameters: dict[str, Any] = {}  # of all pages
        self.options: dict[str, dict[str, Any]] = {}  # of the contexts of each browser
        self.wishes: Preferences = {}  # of who uses Firefox, which Playwright cannot tell it
        self.windows = False  # whether what is tested is also a matter of the browser around a page

    async def open(
        self, name: str, browser: str = CHROMIUM, *, url: str = "", **parameters: Any
    ) -> Page:
        """A page that is on its way into the room."""
        wishes = self.wishes if browser == FIREFOX or self.wishes == AUTOPLAY_RULE else {}
        opened = await self.browsers.get(browser, wishes, windows=self.windows)
        context = await opened.new_context(**self.options.get(browser, {}))
        page = Page(context, await context.new_page(), name)
        self.pages.append(page)
        await page.go(url or self.step.url, self.room, **self.parameters, **parameters)
        return page

    async def join(
        self,
        name: str,
        browser: str = CHROMIUM,
        *,
        url: str = "",
        seconds: float = 15.0,
        **parameters: Any,
    ) -> Page:
        """A page that is in the room."""
        page = await self.open(name, browser, url=url, **parameters)
        await page.wait_state("live", seconds=seconds)
        return page

    async def close(self, page: Page) -> None:
        """Closes one page, as closing its window does; what it did is still checked."""
        await page.check()
        self.pages.remove(page)
        await page.context.close()

    async def check(self) -> None:
        """No page did what it must not do."""
        for page in self.pages:
            await page.check()

    async def keep_evidence(self, folder: Path, test: str) -> None:
        """Screenshots and consoles of all pages."""
        for page in self.pages:
            with suppress(Error):
                await page.keep_evidence(folder, test)

    async def end(self) -> None:
        """Closes all pages."""
        for page in self.pages:
            with suppress(Error):
                await page.context.close()
