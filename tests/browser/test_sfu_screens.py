"""Shared screens in real browsers, with the server in this process: again, and in view only."""

import asyncio

import pytest

from steps.step2_sfu.subscription import Subscription
from tests.bed.browsers import CHROMIUM, FIREFOX, Browsers
from tests.bed.page import Page
from tests.bed.sfu_call import SfuCall, sfu_call
from tests.bed.waiting import until, until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

TIMES = 4
SCREEN = "[data-screen='Ada'] video"
HIDE = "name => document.querySelector(`[${name}='Ada']`).style.display = 'none'"
STAND_STILL = """() => {
    for (const draw of ["fillRect", "fillText", "fill"])
      CanvasRenderingContext2D.prototype[draw] = () => {};
}"""
PAIRS = [(CHROMIUM, FIREFOX), (FIREFOX, CHROMIUM)]


async def moves(page: Page) -> None:
    """Waits until Ada's screen has shown some frames."""
    script = """video => Math.max(
        video.getVideoPlaybackQuality().totalVideoFrames, video.mozPaintedFrames ?? 0)"""

    async def shown() -> bool:
        return int(await page.page.locator(SCREEN).evaluate(script)) > 5

    await page.page.wait_for_selector(SCREEN)
    await until_async(shown, seconds=15, what=f"a moving screen in {page.name}'s page")


def sent_to(call: SfuCall, page: Page) -> dict[str, Subscription]:
    """What the server sends to somebody, by the name of the track."""
    everybody = call.sfu.participants.values()
    (media,) = [m for m in everybody if m.participant.presence.name == page.name]
    return {s.track.name: s for s in media.downlink.subscriptions.values()}


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
async def test_a_screen_is_shared_again_and_again(
    browsers: Browsers, pair: tuple[str, str]
) -> None:
    async with sfu_call(browsers) as call:
        ada, ben = await call.join("Ada", pair[0]), await call.join("Ben", pair[1])
        await ben.wait_moving("Ada")
        for time in range(TIMES):
            await ada.click("screen")
            await moves(ben)
            await ada.click("screen")
            if time % 2:  # else it is shared again before the server has noticed
                await ben.page.wait_for_selector(SCREEN, state="detached")
                await until(lambda: "screen" not in sent_to(call, ben), what="the end of it")
        await ben.wait_moving("Ada")
        everybody = call.sfu.participants.values()
        assert max(len(media.negotiation.lines) for media in everybody) <= 3 + 2 + 2
        assert sorted(len(media.uplink.tracks) for media in everybody) == [2, 2]


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_of_camera_and_screen_only_what_is_in_view_is_sent(
    browsers: Browsers, browser: str
) -> None:
    async with sfu_call(browsers) as call:
        ada, ben = await call.join("Ada", browser), await call.join("Ben", browser)
        await ada.click("screen")
        await ben.wait_moving("Ada")
        await moves(ben)
        await ben.page.evaluate(HIDE, "data-participant")
        await until(lambda: sent_to(call, ben)["camera"].paused, what="the camera's pause")
        assert not sent_to(call, ben)["screen"].paused
        await moves(ben)


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_screen_may_stand_still_and_a_camera_may_not(
    browsers: Browsers, browser: str
) -> None:
    async with sfu_call(browsers) as call:
        ada, ben = await call.join("Ada", browser), await call.join("Ben", CHROMIUM)
        await ada.click("screen")
        await ben.wait_moving("Ada")
        await moves(ben)
        await ada.page.evaluate(STAND_STILL)
        await ben.wait_remote("Ada", "frozen")
        await asyncio.sleep(3)  # as long as it takes to see that pictures stand
        shown = ben.page.locator("[data-screen='Ada'][data-state=live] .tile-status")
        assert await shown.inner_text() == ""
