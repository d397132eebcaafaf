"""A server of step 2 in this process, and browser pages in one room of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from common.meeting import Meeting
from common.serving import serving
from steps.step2_sfu.addresses import local_addresses
from steps.step2_sfu.port import Port
from steps.step2_sfu.server import create_app
from steps.step2_sfu.sfu import Sfu
from tests.bed.browsers import Browsers
from tests.bed.page import Page


class SfuCall:
    """The server's parts, to be looked into, and the pages."""

    def __init__(self, browsers: Browsers, url: str, sfu: Sfu) -> None:
        self.browsers, self.url, self.sfu = browsers, url, sfu
        self.pages: list[Page] = []

    async def join(self, name: str, browser: str, **parameters: object) -> Page:
        """A page in the room, with a synthetic picture."""
        context = await (await self.browsers.get(browser)).new_context()
        page = Page(context, await context.new_page(), name)
        self.pages.append(page)
        await page.go(self.url, "sfu", **parameters)
        await page.wait_state("live", seconds=15)
        return page


@asynccontextmanager
async def sfu_call(browsers: Browsers) -> AsyncIterator[SfuCall]:
    """A running SFU without anybody; at the end no page may have reported an error."""
    sfu = Sfu(Port(local_addresses(), 0))
    meeting = Meeting(on_gone=sfu.leave)
    async with serving(create_app(meeting, sfu), meeting.goodbye) as url:
        opened = SfuCall(browsers, url, sfu)
        yield opened
        for page in opened.pages:
            await page.check()
            await page.context.close()
