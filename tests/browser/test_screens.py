"""Shared screens in step 1: a recording of their own, also of a screen on which nothing moves."""

import asyncio

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant
from tests.bed.page import Page
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SCREEN = "[data-screen=Ada][data-large=true][data-state=live]"
MOST_SCREENS = 6
STILL = """
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 800, height: 600 });
      const context = canvas.getContext("2d", { alpha: false });
      const stream = canvas.captureStream();
      [globalThis.shown] = stream.getVideoTracks();
      context.fillStyle = "#c00000";
      context.fillRect(0, 0, 800, 600);
      return stream;
    };
    globalThis.sockets = [];
    globalThis.WebSocket = class extends WebSocket {
      constructor(...options) {
        super(...options);
        sockets.push(this);
      }
    };
"""
BY_THE_BROWSER = "shown.stop(); shown.dispatchEvent(new Event('ended'))"
LOOK = """(video) => {
    const [width, height] = [video.videoWidth, video.videoHeight];
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    context.drawImage(video, 0, 0);
    const red = (x) => context.getImageData(x, height / 2, 1, 1).data[0];
    return [width, height, red(20) > 100, red(200) > 100, red(width - 200) > 100];
}"""


async def presenter(call: Call, browser: str) -> Page:
    """Ada, with the browser's own devices, and a screen on which nothing moves."""
    ada = await call.open("Ada", browser, autojoin=None, fake=None)
    await ada.page.add_init_script(STILL)
    await ada.page.goto(f"{ada.page.url}&autojoin=1")
    await ada.wait_state("live")
    return ada


async def moves(page: Page) -> None:
    """Waits until Ada's screen is large and has shown some more frames."""
    await page.page.wait_for_selector(SCREEN)
    video = page.page.locator(f"{SCREEN} video")
    script = "video => video.getVideoPlaybackQuality().totalVideoFrames"
    enough = int(await video.evaluate(script)) + 5

    async def shown() -> bool:
        return await video.count() == 1 and int(await video.evaluate(script)) >= enough

    await until_async(shown, seconds=15, what=f"a moving screen in {page.name}'s page")


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_still_screen_is_shared_beside_the_camera(call: Call, browser: str) -> None:
    ada = await presenter(call, browser)
    await ada.click("screen")
    ben = await call.join("Ben", browser)
    await moves(ben)
    seen = await ben.page.locator(f"{SCREEN} video").evaluate(LOOK)
    assert seen == [1280, 720, False, True, True], "a red screen of 4:3, whole, in the middle"
    await ben.wait_moving("Ada")
    ada.forgive("CLOSING or CLOSED")  # a chunk may come before the page hears of it
    await ada.page.evaluate("sockets.at(-1).close()")
    await ben.page.wait_for_selector("[data-screen=Ada][data-state=waiting]")
    await moves(ben)
    assert await ada.pressed("screen")
    await ada.page.evaluate(BY_THE_BROWSER)
    await ben.page.wait_for_selector("[data-screen=Ada]", state="detached")
    assert not await ada.pressed("screen")
    await ada.click("screen")
    await moves(ben)
    await ada.click("leave")
    await ben.page.wait_for_selector("[data-screen=Ada]", state="detached")


async def test_who_shares_one_screen_too_many_is_told(call: Call) -> None:
    names = [f"P{number}" for number in range(MOST_SCREENS)]
    people = [await Participant.join(call.step.url, call.room, name) for name in names]
    for person in people:
        await (await person.share()).begin()
    ada = await call.join("Ada")
    await ada.click("screen")
    words = "Only 6 screens can be shared at the same time."
    notice = ada.page.locator("[data-kind=screen]", has_text=words)
    await notice.wait_for()
    assert not await ada.pressed("screen")
    await people[0].leave()
    await ada.click("screen")
    await notice.wait_for(state="detached")
    await asyncio.gather(*(person.leave() for person in people[1:]))


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_who_shared_a_screen_is_told_that_a_page_loaded_anew_does_not(
    call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser)
    await ada.click("screen")
    await ada.page.locator("[data-kind=sharing]").wait_for()
    await ada.click("more")
    await ada.page.locator("call-room [name=language]").select_option("de")
    told = ada.page.locator("[data-kind=screen]", has_text="nicht mehr geteilt")
    await told.wait_for()
    await ada.wait_state("live")
    assert not await ada.pressed("screen")
    await ada.page.reload()
    await ada.wait_state("live")
    assert await told.count() == 0, "of a screen that has long ended"
    await ada.click("screen")
    await ada.page.reload()
    await told.wait_for()
    await ada.click("screen")
    await told.wait_for(state="detached")


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_screen_that_cannot_be_painted_is_not_shared_and_its_sharer_is_told(
    call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser)
    ada.forgive("painted-screen.js|ERR_FAILED|NS_ERROR_FAILURE|Loading failed")
    await ada.page.route("**/lib/painted-screen.js", lambda route: route.abort())
    await ada.click("screen")
    words = "The server did not send the rest of this page."
    await ada.page.locator("[data-kind=screen]", has_text=words).wait_for()
    assert not await ada.pressed("screen")
    await ada.wait_state("live")
