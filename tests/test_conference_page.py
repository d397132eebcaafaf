"""The conference contract with more than a camera: a screen, other devices, a small phone.

It is the same in every step; who is relayed, and how, is the other part's business.
"""

import asyncio

import pytest
from playwright.async_api import ViewportSize

from tests.bed import rack
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.rack import choose, lobby
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [1, 2, 3, 4]
BROWSERS = [CHROMIUM, FIREFOX]
CROSSING = [(CHROMIUM, FIREFOX), (FIREFOX, CHROMIUM)]
SCREEN = "[data-screen=Ada]"
SHOWN = f"{SCREEN}[data-large=true][data-state=live]"
KEEP = """() => {
    const { captureStream } = HTMLCanvasElement.prototype;
    globalThis.painted = [];
    HTMLCanvasElement.prototype.captureStream = function (...options) {
      const stream = captureStream.apply(this, options);
      painted.push(...stream.getVideoTracks());
      return stream;
    };
}"""
BY_THE_BROWSER = """() => {
    const shown = painted.findLast((track) => track.contentHint === "detail");
    shown.stop();
    shown.dispatchEvent(new Event("ended"));
}"""
SMALL, PHONE = ViewportSize(width=320, height=568), ViewportSize(width=390, height=844)
OPEN = "rack.open.filter((one) => one.readyState === 'live').map(({ kind }) => kind)"
OUTSIDE = """() => [...document.querySelectorAll("call-bar button")].filter((button) => {
    const { left, top, right, bottom } = button.getBoundingClientRect();
    const words = button.querySelector(".word").getBoundingClientRect();
    const isWhole = words.left >= left && words.right <= right;
    return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight || !isWhole;
}).map((button) => button.dataset.action)"""


async def area(page: Page, selector: str) -> float:
    """How much of a page something takes, in square pixels."""
    box = await page.page.locator(selector).bounding_box()
    assert box
    return box["width"] * box["height"]


@pytest.mark.parametrize("pair", CROSSING, ids="-".join)
async def test_a_shared_screen_is_seen_beside_the_camera_until_it_ends(
    call: Call, pair: tuple[str, str]
) -> None:
    ada, ben = await asyncio.gather(call.join("Ada", pair[0]), call.join("Ben", pair[1]))
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    await ada.page.evaluate(KEEP)
    await ada.click("screen")
    await ben.page.wait_for_selector(SHOWN)
    assert await ada.pressed("screen")
    await ben.wait_moving("Ada")
    assert await area(ben, SCREEN) > 3 * await area(ben, "[data-participant=Ada]")
    stop = ada.page.get_by_role("button", name="Stop sharing", exact=True)
    assert await stop.count() == 2  # beside "You are sharing your screen", and in the bar
    assert await ada.page.locator("call-bar [data-action=screen][aria-pressed]").count() == 0
    await stop.first.press("Enter")
    await ben.page.wait_for_selector(SCREEN, state="detached")
    assert not await ada.pressed("screen") and await stop.count() == 0
    assert await ada.page.evaluate("document.activeElement.dataset.action") == "screen"
    await ada.click("screen")
    await ben.page.wait_for_selector(SHOWN)
    await ada.page.evaluate(BY_THE_BROWSER)
    await ben.page.wait_for_selector(SCREEN, state="detached")
    assert not await ada.pressed("screen") and await stop.count() == 0
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))


@pytest.mark.parametrize("browser", BROWSERS)
async def test_nobody_loses_the_picture_when_devices_change(call: Call, browser: str) -> None:
    ada = await lobby(call, browser)
    await ada.click("join")
    await ada.wait_state("live")
    ben = await call.join("Ben", browser)
    await ben.wait_moving("Ada")
    await ben.wait_remote("Ada", speaking="true")  # in step 1 by her page's word, then by its sound
    assert await rack.seen(ben, "Ada") == "front"
    await ben.page.evaluate(rack.WATCH, "Ada")
    await ada.click("more")
    await choose(ada, camera="Desk camera", microphone="Table microphone", speaker="Headphones")

    async def shows(camera: str) -> None:
        async def there() -> bool:
            return await rack.seen(ben, "Ada") == camera

        await until_async(there, what=f"the {camera} camera in Ben's page")

    await shows("desk")
    await rack.tell(ada, "rack.pull('desk')")
    await shows("front")
    await ben.wait_moving("Ada")
    assert await ben.loudness("Ada") > 0.001
    assert not {"waiting", "frozen"} & set(await ben.page.evaluate("states"))
    sinks = "[...document.querySelectorAll('call-tile video')].map((video) => video.sinkId)"
    assert await ada.page.evaluate(sinks) == ["ears"]
    await call.join("Cid", browser)
    await ada.wait_remote("Cid")
    assert await ada.page.evaluate(sinks) == ["ears", "ears"]
    await ada.click("microphone")
    await ben.wait_remote("Ada", speaking="false", microphone="false")
    await ben.wait_person("Ada", speaking="false")
    await ada.click("camera")
    await ben.wait_remote("Ada", camera="false")
    await shows("none")
    assert await rack.tell(ada, OPEN) == ["audio"]  # no camera's light is on
    await ada.click("leave")
    await ada.wait_state("left")
    assert await rack.tell(ada, OPEN) == []


@pytest.mark.parametrize("browser", BROWSERS)
async def test_every_button_of_the_bar_is_within_a_small_screen(call: Call, browser: str) -> None:
    ada, _ben = await call.join("Ada", browser), await call.join("Ben", browser)
    await ada.wait_moving("Ben")
    for size in (SMALL, PHONE):
        await ada.page.set_viewport_size(size)
        assert await ada.page.evaluate("innerWidth") == size["width"]
        assert await ada.page.locator("call-bar button:visible").count() == 8
        assert await ada.page.evaluate(OUTSIDE) == []
