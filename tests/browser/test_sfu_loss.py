"""A call of step 2 over a network that loses packets: repaired, and rated."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from common.addresses import local_addresses
from common.impairment import UdpRelay
from tests.bed.browsers import CHROMIUM, FIREFOX, Browsers
from tests.bed.page import Page
from tests.bed.sfu_call import SfuCall, sfu_call
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

# Keeps the page's connections where the test finds them.
KEEP = """
    globalThis.connections = [];
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...options) { super(...options); connections.push(this); }
    };
"""
LOST = "[data-participant=Ben] .tile-quality"
STATS = """async () => [...(await connections.at(-1).getStats()).values()]"""


@pytest.fixture
async def call(browsers: Browsers) -> AsyncIterator[SfuCall]:
    """A running SFU without anybody, whose pages keep their connections."""
    async with sfu_call(browsers, script=KEEP) as opened:
        yield opened


@pytest.fixture
async def network(call: SfuCall) -> AsyncIterator[UdpRelay]:
    """A network before the SFU's port that can be made bad; the only address that is told."""
    async with call.network(local_addresses()[0]) as relay:
        yield relay


async def video(page: Page, kind: str) -> dict[str, Any]:
    """What a page measures of the picture it sends (outbound-rtp) or gets (inbound-rtp)."""
    found = [s for s in await page.page.evaluate(STATS) if s["type"] == kind]
    pictures = [s for s in found if s.get("kind") == "video"]
    return max(pictures, key=lambda s: s.get("bytesSent", 0) + s.get("bytesReceived", 0))


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_lost_packets_are_sent_again_both_ways(
    call: SfuCall, network: UdpRelay, browser: str
) -> None:
    ada, ben = await asyncio.gather(call.join("Ada", browser), call.join("Ben", browser))
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    network.up.loss = network.down.loss = 0.1

    async def repaired() -> bool:
        sent, received = await video(ada, "outbound-rtp"), await video(ben, "inbound-rtp")
        again, asked = sent.get("retransmittedPacketsSent", 0), received.get("nackCount", 0)
        return bool(again > 20 and asked > 5)

    await until_async(repaired, seconds=30, what="repairs")
    await asyncio.gather(ada.wait_moving("Ben", frames=40), ben.wait_moving("Ada", frames=40))
    tracks = [t for m in call.sfu.participants.values() for t in m.uplink.tracks.values()]
    assert all(t.missing.count < 30 for t in tracks if t.kind == "video")
    # On the way up alone: of that the server tells nothing, since its own reports come well.
    network.up.loss, network.down.loss = 0.3, 0.0
    await ada.page.locator(LOST, has_text="Many packets lost").wait_for()
    await ada.wait_remote("Ben", quality="poor")
    network.up.loss = network.down.loss = 0.5
    await ada.wait_person("Ben", quality="poor", seconds=20)
    network.up.loss = network.down.loss = 0.0
    await ada.wait_person("Ben", quality="good", seconds=30)
    await ada.wait_remote("Ben", quality="good")


@pytest.mark.parametrize("browser", [CHROMIUM])
async def test_a_browser_sends_two_megabits_within_seconds_on_a_good_path(
    call: SfuCall, browser: str
) -> None:
    ben = await call.join("Ben", browser, view=1)
    ada = await call.join("Ada", browser, width=1280, height=720, fps=30)

    async def fast() -> bool:
        stats = await ada.page.evaluate(STATS)
        return any(s.get("availableOutgoingBitrate", 0) > 2_000_000 for s in stats)

    # A connection tries its path in its first second, and some 8 s later when the picture grows:
    # if this computer is busy then, the path was no good one, and the next connection tries again.
    for tries_left in (2, 1, 0):
        await ben.wait_moving("Ada")
        try:
            await until_async(fast, seconds=15, what="2 Mbit/s")
            break
        except AssertionError:
            if not tries_left:
                raise
        await ada.click("leave")
        await ben.wait_gone("Ada")
        await ada.click("rejoin")
