"""A player that was sent to a time without media must find back, or its picture never comes."""

import asyncio

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

TRIMMED = "video => video.buffered.start(0) > 1"  # what was played long ago is removed
BEFORE = "video => { video.currentTime = 0; }"
BEHIND = "video => { video.currentTime += 60; }"


async def wait_trimmed(page: Page, name: str) -> None:
    """Waits until there are times before the media of somebody's player."""
    video = page.page.locator(f"[data-participant={name}] video")
    await until_async(lambda: video.evaluate(TRIMMED), seconds=30, what="the removal of old media")


async def finds_back(page: Page, name: str, seek: str) -> None:
    """Sends the player of somebody's picture astray, and waits for the picture."""
    await page.page.locator(f"[data-participant={name}] video").evaluate(seek)
    await page.wait_moving(name, seconds=10)


async def test_a_seek_to_where_no_media_are_is_mended(call: Call) -> None:
    ada, ben = await asyncio.gather(call.join("Ada", CHROMIUM), call.join("Ben", FIREFOX))
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    await asyncio.gather(wait_trimmed(ada, "Ben"), wait_trimmed(ben, "Ada"))
    for seek in (BEFORE, BEHIND):
        await asyncio.gather(finds_back(ada, "Ben", seek), finds_back(ben, "Ada", seek))
