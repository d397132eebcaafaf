"""The page of step 2: shared screens, hidden tiles, the route, speech, and a path that is lost."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [2]
SCREEN = "[data-screen='Ada'] video"
BROWSERS = [CHROMIUM, FIREFOX]


async def frames(page: Page, selector: str = SCREEN) -> int:
    """How many frames of a shared screen were shown so far."""
    script = """video => Math.max(
        video.getVideoPlaybackQuality().totalVideoFrames, video.mozPaintedFrames ?? 0)"""
    return int(await page.page.locator(selector).evaluate(script))


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_screen_is_shared_beside_the_camera(call: Call, browser: str) -> None:
    ada, ben = await call.join("Ada", browser), await call.join("Ben", browser)
    await ben.wait_moving("Ada")
    await ada.click("screen")
    await ben.page.wait_for_selector(SCREEN)

    async def moves() -> bool:
        return await frames(ben) > 10

    await until_async(moves, seconds=15, what="a moving screen")
    size = await ben.page.locator(SCREEN).evaluate("video => [video.videoWidth, video.videoHeight]")
    assert size[0] / size[1] == pytest.approx(16 / 9, rel=0.02) and size[0] >= 320
    assert await ada.pressed("screen")
    await ben.wait_moving("Ada")
    late = await call.join("Cid", browser)
    await late.page.wait_for_selector(SCREEN)
    await ada.click("screen")
    await ben.page.wait_for_selector(SCREEN, state="detached")
    await ben.wait_moving("Ada")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_shared_screen_is_large_by_itself_unless_somebody_is_pinned(
    call: Call, browser: str
) -> None:
    ada, ben = await call.join("Ada", browser), await call.join("Ben", browser)
    await ben.wait_moving("Ada")
    await ada.click("screen")
    await ben.page.wait_for_selector("[data-screen=Ada][data-large=true]")
    await ben.page.locator("[data-participant=Ada] [data-action=pin]").click()
    await ben.page.wait_for_selector("[data-screen=Ada][data-large=false]")
    await ben.wait_moving("Ada")
    await ben.page.keyboard.press("Escape")
    await ben.page.wait_for_selector("[data-screen=Ada][data-large=true]")
    await ben.page.keyboard.press("Escape")
    await ben.page.wait_for_selector("[data-screen=Ada][data-large=false]")
    await ada.click("screen")
    await ben.page.wait_for_selector("[data-screen=Ada]", state="detached")
    await ada.click("screen")
    await ben.page.wait_for_selector("[data-screen=Ada][data-large=true]")
