"""A picture of step 1 that stands still says so, though the signalling of its sender is well."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call

STEPS = [1]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SCREEN, STILL = "[data-screen=Ada]", "The picture stands still"
SWALLOW = """() => {
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (message) {
      if (typeof message === "string") send.call(this, message);
    };
}"""


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_chunks_that_no_longer_come_are_told_on_the_tile(call: Call, browser: str) -> None:
    ada, ben = await call.join("Ada"), await call.join("Ben", browser)
    await ben.wait_moving("Ada")
    await ada.click("screen")
    await ben.page.wait_for_selector(f"{SCREEN}[data-state=live]")
    await ada.page.evaluate(SWALLOW)
    await ben.wait_remote("Ada", "frozen")
    await ben.page.wait_for_selector(f"{SCREEN}[data-state=frozen]")  # here it is never still
    assert await ben.page.locator(f"{SCREEN} .tile-status").inner_text() == STILL
    told = ben.page.locator("[data-participant=Ada] .tile-status")
    assert await told.inner_text() == STILL
    await ada.click("hand")
    await ben.wait_remote("Ada", "frozen", hand="true")
