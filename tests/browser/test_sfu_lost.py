"""Somebody who is gone without a word: for the others, and for themselves when they come back."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.async_api import async_playwright

from common.addresses import local_addresses
from common.impairment import TcpRelay, UdpRelay
from tests.bed import rack
from tests.bed.browsers import CHROMIUM, FIREFOX, Browsers
from tests.bed.sfu_call import SfuCall, sfu_call

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

GONE_SECONDS = 9.0
OUTAGE_SECONDS = 10.0
SPEAKING = """(name) => {
    const tile = document.querySelector(`[data-participant="${name}"]`);
    globalThis.spoken = [];
    new MutationObserver(() => spoken.push(tile.dataset.speaking))
      .observe(tile, { attributeFilter: ["data-speaking"] });
}"""
LOST = "[data-participant=Ada][data-connected=false][data-speaking=false]"
BROKEN = "WebSocket|websocket|establish|connection to ws|interrupted|ERR_|NetworkError"


@pytest.fixture
async def call(browsers: Browsers) -> AsyncIterator[SfuCall]:
    """A running SFU without anybody."""
    async with sfu_call(browsers) as opened:
        yield opened


@asynccontextmanager
async def wifi(call: SfuCall) -> AsyncIterator[tuple[SfuCall, TcpRelay, UdpRelay]]:
    """The same call for those behind a network of their own, of which both ways can fail."""
    parts = urlsplit(call.url)
    target = str(parts.hostname), int(parts.port or 0)
    async with TcpRelay(target) as tcp, call.network(local_addresses()[0]) as udp:
        url = f"http://127.0.0.1:{tcp.port}"
        behind = SfuCall(call.browsers, url, call.sfu, call.script)
        yield behind, tcp, udp
        for page in behind.pages:
            await page.check()
            await page.context.close()


async def test_who_is_killed_has_no_tile_after_9_seconds(call: SfuCall) -> None:
    ada = await call.join("Ada", CHROMIUM)
    async with async_playwright() as playwright:
        before = set(psutil.Process().children(recursive=True))
        bens = Browsers(playwright)
        ben = await SfuCall(bens, call.url, call.sfu, "").join("Ben", CHROMIUM)
        await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
        started = [p for p in psutil.Process().children(recursive=True) if p not in before]
        for process in (process for process in started if "chrom" in process.name().lower()):
            process.send_signal(signal.SIGKILL)
        await ada.wait_gone("Ben", seconds=GONE_SECONDS)
        assert await ada.people() == ["Ada"]
        await bens.close()


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_who_is_lost_while_speaking_speaks_no_more(call: SfuCall, browser: str) -> None:
    ben, ada = await call.join("Ben", CHROMIUM), await call.join("Ada", browser)
    await ben.wait_remote("Ada", speaking="true")
    call.pages.remove(ada)
    await ada.context.close()
    await ben.page.wait_for_selector(LOST)
    await ben.page.evaluate(SPEAKING, "Ada")
    await ben.wait_gone("Ada", seconds=GONE_SECONDS + 5)
    assert await ben.page.evaluate("spoken") == []


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_an_outage_that_breaks_everything_is_over_without_a_ghost(
    call: SfuCall, browser: str
) -> None:
    ben = await call.join("Ben", browser)
    async with wifi(call) as (behind, tcp, udp):
        ada = await behind.join("Ada", browser)
        ada.forgive(BROKEN)
        await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
        await ada.click("microphone")
        await ada.click("hand")
        await ben.wait_remote("Ada", microphone="false", hand="true")
        await ada.page.evaluate(rack.WATCH, "Ben")
        tcp.cut()
        udp.cut()
        await asyncio.gather(
            ben.wait_gone("Ada", seconds=GONE_SECONDS), asyncio.sleep(OUTAGE_SECONDS)
        )
        assert "live" not in await ada.page.evaluate("states")  # Chromium ends with a black picture
        tcp.restore()
        udp.restore()
        await asyncio.gather(ada.wait_moving("Ben", seconds=30), ben.wait_moving("Ada", seconds=30))
        assert await ben.remotes() == ["Ada"] and await ada.remotes() == ["Ben"]
        await ben.wait_remote("Ada", microphone="false", camera="true", hand="true")
        assert not await ada.pressed("microphone") and await ada.pressed("camera")


async def test_an_outage_of_which_nobody_hears_is_over_as_the_same_participant(
    call: SfuCall,
) -> None:
    ben = await call.join("Ben", CHROMIUM)
    async with wifi(call) as (behind, tcp, udp):
        ada = await behind.join("Ada", CHROMIUM)
        ada.forgive(BROKEN)
        await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
        await ada.click("hand")
        await ben.wait_remote("Ada", hand="true")
        before = set(call.sfu.participants)
        tcp.stall()
        udp.stall()
        await asyncio.sleep(OUTAGE_SECONDS)
        tcp.restore()
        udp.restore()
        await asyncio.gather(ada.wait_moving("Ben", seconds=30), ben.wait_moving("Ada", seconds=30))
        await ben.wait_remote("Ada", hand="true")
        assert set(call.sfu.participants) == before
