"""A phone held upright: its picture is shown whole where a tile would show a third of it."""

import pytest
from playwright.async_api import ViewportSize

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async

STEPS = [1, 2]  # the media of each come in their own way
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
LAPTOP, PHONE = ViewportSize(width=1280, height=720), ViewportSize(width=390, height=844)
FIT = "(video) => [video.videoWidth, getComputedStyle(video).objectFit]"


async def fits(page: Page, part: str, width: int, fit: str) -> bool:
    """Whether, in a while, a picture of this width fits its place in this way."""
    video = page.page.locator(f"{part} video")

    async def so() -> bool:
        return bool(await video.evaluate(FIT) == [width, fit])

    return bool(await until_async(so, what=f"{part} of {width} pixels: {fit}"))


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_picture_of_another_shape_than_its_tile_is_shown_whole(
    call: Call, browser: str
) -> None:
    upright = await call.join("Phone", browser, width=180, height=320)
    wide = await call.join("Laptop", browser, width=320, height=180)
    for page in (upright, wide):
        await page.page.set_viewport_size(LAPTOP)
    assert await fits(wide, "[data-participant=Phone]", 180, "contain")
    assert await fits(upright, "[data-participant=Laptop]", 320, "cover")
    assert await fits(upright, ".stage > call-self", 180, "contain")
    assert await fits(wide, ".stage > call-self", 320, "cover")
    for page in (upright, wide):
        await page.page.set_viewport_size(PHONE)
    assert await fits(wide, "[data-participant=Phone]", 180, "cover")
    assert await fits(upright, "[data-participant=Laptop]", 320, "contain")
