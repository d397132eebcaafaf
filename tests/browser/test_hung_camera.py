"""A camera that hangs while its track goes on: for the others its picture stands still."""

import asyncio

import pytest

from tests.bed import rack
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call

STEPS = [1, 2]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_camera_that_hangs_is_told_on_the_tile(call: Call, browser: str) -> None:
    """Firefox goes on sending its last picture, about once a second."""
    ben, ada = await call.join("Ben"), await rack.lobby(call, browser)
    await ada.click("join")
    await ben.wait_moving("Ada")
    await rack.tell(ada, "rack.hang(true)")
    await ben.wait_remote("Ada", "frozen")
    await ben.page.evaluate(rack.WATCH, "Ada")
    await asyncio.sleep(5)
    assert await ben.page.evaluate("states") == []
    await rack.tell(ada, "rack.hang(false)")
    await ben.wait_remote("Ada")
    await ben.wait_moving("Ada")
