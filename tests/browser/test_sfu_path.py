"""What becomes of a call of step 2 when its packets do not get through, and when nobody looks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from common.addresses import local_addresses
from common.impairment import UdpRelay
from tests.bed.browsers import CHROMIUM, FIREFOX, Browsers
from tests.bed.page import Page
from tests.bed.sfu_call import SfuCall, sfu_call
from tests.bed.waiting import until, until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]


@pytest.fixture
async def call(browsers: Browsers) -> AsyncIterator[SfuCall]:
    """A running SFU without anybody."""
    async with sfu_call(browsers) as opened:
        yield opened


@pytest.fixture
async def network(call: SfuCall) -> AsyncIterator[UdpRelay]:
    """A network before the SFU's port that can be made bad; the only address that is told."""
    async with call.network(local_addresses()[0]) as relay:
        yield relay


def notice(page: Page) -> Callable[[], Awaitable[str]]:
    """What the page says about its media."""

    async def read() -> str:
        found = page.page.locator("call-notices [data-kind=media]")
        return " ".join(await found.all_inner_texts())

    return read


async def wait_notice(page: Page, words: str, seconds: float = 20.0) -> None:
    """Waits until the page says so; "" for nothing at all."""

    async def told() -> bool:
        text = await notice(page)()
        return words in text if words else not text

    await until_async(told, seconds=seconds, what=f"the notice {words!r}")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_blocked_udp_is_told_and_the_call_comes_up_once_it_is_not(
    call: SfuCall, network: UdpRelay, browser: str
) -> None:
    network.cut()
    ada, ben = await asyncio.gather(call.join("Ada", browser), call.join("Ben", browser))
    await wait_notice(ada, "block UDP")
    await ada.say("Can you read this?")
    await ben.wait_chat("Ada", "Can you read this?")
    network.restore()
    await asyncio.gather(ada.wait_moving("Ben", seconds=30), ben.wait_moving("Ada", seconds=30))
    await wait_notice(ada, "")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_an_outage_ends_in_the_same_connection(
    call: SfuCall, network: UdpRelay, browser: str
) -> None:
    ada, ben = await asyncio.gather(call.join("Ada", browser), call.join("Ben", browser))
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    before = list(call.sfu.participants.values())

    async def is_rated() -> bool:
        return (await ben.remote("Ada") or {}).get("quality", "unknown") != "unknown"

    await until_async(is_rated, seconds=15, what="a word about Ada's connection")
    network.cut()
    await ben.wait_remote("Ada", "frozen", quality="unknown")  # their signalling is well
    frozen = ben.page.locator("[data-participant=Ada] .tile-status")
    assert await frozen.is_visible() and await frozen.inner_text() == "The picture stands still"
    network.restore()
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    assert list(call.sfu.participants.values()) == before
    assert len(call.sfu.port.by_ufrag) <= 2 * len(before)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_falls_silent_is_gone_for_the_others_and_comes_back_by_itself(
    call: SfuCall, network: UdpRelay, browser: str
) -> None:
    ada, ben = await asyncio.gather(call.join("Ada", browser), call.join("Ben", browser))
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    network.cut()
    await until(lambda: not call.sfu.participants, seconds=12, what="the end of both connections")
    assert call.sfu.rooms == {} and call.sfu.port.by_ufrag == {}
    network.restore()
    await asyncio.gather(ada.wait_moving("Ben", seconds=30), ben.wait_moving("Ada", seconds=30))
    await wait_notice(ben, "")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_picture_that_nobody_sees_is_not_sent(call: SfuCall, browser: str) -> None:
    ada, ben = await asyncio.gather(call.join("Ada", browser), call.join("Ben", browser))
    await ben.wait_moving("Ada")
    await ada.wait_moving("Ben")

    def paused() -> list[bool]:
        watching = next(
            m for m in call.sfu.participants.values() if m.participant.presence.name == "Ben"
        )
        return [
            s.paused for s in watching.downlink.subscriptions.values() if s.track.kind == "video"
        ]

    tile = ben.page.locator("[data-participant='Ada']")
    await tile.evaluate("tile => { tile.style.display = 'none'; }")
    await until(lambda: paused() == [True], what="a paused picture")
    assert await ben.loudness("Ada") > 0.001
    await tile.evaluate("tile => { tile.style.display = ''; }")
    await until(lambda: paused() == [False], what="a picture that goes on")
    await ben.wait_moving("Ada")
    assert (await ben.remote("Ada") or {})["route"] == "direct"
