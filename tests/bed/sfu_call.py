"""A server of step 2 in this process, and browser pages in one room of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from common.addresses import local_addresses
from common.impairment import UdpRelay
from common.meeting import Meeting
from common.serving import serving
from steps.step2_sfu.port import Port
from steps.step2_sfu.server import create_app
from steps.step2_sfu.sfu import Sfu
from tests.bed.browsers import Browsers
from tests.bed.page import Page


class SfuCall:
    """The server's parts, to be looked into, and the pages."""

    def __init__(self, browsers: Browsers, url: str, sfu: Sfu, script: str) -> None:
        self.browsers, self.url, self.sfu, self.script = browsers, url, sfu, script
        self.pages: list[Page] = []

    async def join(self, name: str, browser: str, **parameters: object) -> Page:
        """A page in the room, with a synthetic picture."""
        context = await (await self.browsers.get(browser)).new_context()
        page = Page(context, await context.new_page(), name)
        self.pages.append(page)
        await page.page.add_init_script(self.script)
        await page.go(self.url, "sfu", **parameters)
        await page.wait_state("live", seconds=15)
        return page

    @asynccontextmanager
    async def network(self, host: str) -> AsyncIterator[UdpRelay]:
        """A network before the SFU's port that can be made bad; the only address that is told."""
        target = next(address for address in self.sfu.port.addresses if address[0] == host)
        async with UdpRelay(target, host=host) as relay:
            self.sfu.port.advertised = [relay.address]
            yield relay


@asynccontextmanager
async def sfu_call(browsers: Browsers, script: str = "") -> AsyncIterator[SfuCall]:
    """A running SFU without anybody; at the end no page may have reported an error.

    `script` runs in every page before its own.
    """
    sfu = Sfu(Port(local_addresses(), 0))
    meeting = Meeting(on_gone=sfu.leave, has_media=sfu.has_media)
    async with serving(create_app(meeting, sfu), meeting.goodbye) as url:
        opened = SfuCall(browsers, url, sfu, script)
        yield opened
        for page in opened.pages:
            await page.check()
            await page.context.close()
