"""Chunks of step 1 that are no media: to the viewer's page they are nothing at all."""

import asyncio

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.security]

BROWSERS = [CHROMIUM, FIREFOX]


@pytest.mark.parametrize("browser", BROWSERS)
async def test_hostile_media_do_not_break_the_viewers_page(call: Call, browser: str) -> None:
    ada, ben = await asyncio.gather(call.join("Ada", browser), call.join("Ben", browser))
    eve = await Participant.join(call.step.url, call.room, "Eve", camera=True)
    media = await eve.attach()
    await media.begin()
    for _ in range(20):
        await media.websocket.send(b"\x1a\x45\xdf\xa3" + bytes(1_000))
    await media.expect("error")
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    await ada.wait_remote("Eve", "waiting")
    await eve.leave()
    await ada.wait_gone("Eve")
