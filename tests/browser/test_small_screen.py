"""A small phone, or a page enlarged four times: nothing that is needed lies beyond its edge."""

import pytest
from playwright.async_api import ViewportSize

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call

STEPS = [1, 2]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SMALL, PHONE = ViewportSize(width=320, height=568), ViewportSize(width=390, height=844)
OUTSIDE = """() => [...document.querySelectorAll("call-bar button")].filter((button) => {
    const { left, top, right, bottom } = button.getBoundingClientRect();
    const words = button.querySelector(".word").getBoundingClientRect();
    const isWhole = words.left >= left && words.right <= right;
    return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight || !isWhole;
}).map((button) => button.dataset.action)"""


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_every_button_of_the_bar_is_within_a_small_screen(call: Call, browser: str) -> None:
    ada, _ben = await call.join("Ada", browser), await call.join("Ben", browser)
    await ada.wait_moving("Ben")
    for size in (SMALL, PHONE):
        await ada.page.set_viewport_size(size)
        assert await ada.page.evaluate("innerWidth") == size["width"]
        buttons = 6 if call.step.number == 1 else 7  # a screen can be shared, too
        assert await ada.page.locator("call-bar button:visible").count() == buttons
        assert await ada.page.evaluate(OUTSIDE) == []
