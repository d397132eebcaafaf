"""What can be done with one tile: its volume, full screen, a window of its own."""

from typing import Any

import pytest
from playwright.async_api import Locator, ViewportSize

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.tiles import people, tool
from tests.bed.waiting import until_async

STEPS = [1, 2]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

EDGE = 8  # pixels
BROWSERS = [CHROMIUM, FIREFOX]
SIZES = [
    ViewportSize(width=width, height=height)
    for width, height in ((1280, 720), (390, 844), (844, 390))
]
HIDE = """() => {
    Object.defineProperty(document, "hidden", { value: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.mark.parametrize("browser", BROWSERS)
async def test_each_person_has_a_volume_that_outlives_their_leaving(
    call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser)
    (ben,) = await people(call, "Ben")
    await ada.wait_remote("Ben", "waiting")
    await tool(ada, "Ben", "menu").click()
    slider = ada.page.get_by_label("Volume")
    await slider.focus()
    for _ in range(4):
        await ada.page.keyboard.press("ArrowLeft")
    video = ada.page.locator("[data-participant=Ben] video")
    assert await video.evaluate("video => video.volume") == pytest.approx(0.8)
    await ada.page.keyboard.press("Escape")
    await slider.wait_for(state="hidden")
    assert await ada.page.evaluate("document.activeElement.dataset.action") == "menu"
    await ben.leave()
    await ada.wait_gone("Ben")
    (ben,) = await people(call, "Ben")
    await ada.wait_remote("Ben", "waiting")
    assert await video.evaluate("video => video.volume") == pytest.approx(0.8)
    await ben.leave()


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_pin_a_volume_and_half_a_line_outlive_a_reload(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    others = await people(call, "Ben", "Cid")
    await ada.wait_remote("Cid", "waiting")
    await tool(ada, "Ben", "menu").click()
    await ada.page.get_by_label("Volume").first.press("ArrowLeft")
    await ada.page.keyboard.press("Escape")
    await tool(ada, "Cid", "pin").click()
    await ada.click("chat")
    await ada.page.keyboard.type("half a")
    await ada.page.reload()
    await ada.wait_remote("Cid", "waiting", large="true")
    video = ada.page.locator("[data-participant=Ben] video")
    assert await video.evaluate("video => video.volume") == pytest.approx(0.95)
    assert await ada.page.locator("[data-participant=Ben] input").input_value() == "95"
    assert await ada.page.locator("call-chat [name=text]").input_value() == "half a"
    for person in others:
        await person.leave()


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_menu_lies_within_the_page(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    others = await people(call, "Ben", "Cid", "Dan", "Eve")
    await ada.wait_remote("Eve", "waiting")
    for size in SIZES:
        await ada.page.set_viewport_size(size)
        for name in ("Ben", "Eve"):
            await tool(ada, name, "menu").click()
            menu = ada.page.locator(f"[data-participant={name}] .menu")
            await menu.wait_for()
            await wait_within(menu, size)
            await tool(ada, name, "numbers").click()  # of whom nothing comes: a sentence says so
            await menu.get_by_text("There are none yet").wait_for()
            await wait_within(menu, size)
            await ada.page.keyboard.press("Escape")
            await menu.wait_for(state="hidden")
    for person in others:
        await person.leave()


async def wait_within(menu: Locator, size: ViewportSize) -> None:
    """Waits until the whole of a menu is to be seen, a little away from the edges."""

    async def is_within() -> bool:
        box: Any = await menu.bounding_box()
        right, bottom = box["x"] + box["width"] + EDGE, box["y"] + box["height"] + EDGE
        inside = right <= size["width"] + 0.5 and bottom <= size["height"] + 0.5
        return bool(box["x"] >= EDGE and box["y"] >= EDGE and inside)

    await until_async(is_within, what="a menu within the page")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_tile_and_the_page_fill_the_screen(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    (ben,) = await people(call, "Ben")
    await ada.wait_remote("Ben", "waiting")
    for element in ("call-tile", ""):
        await tool(ada, "Ben", "menu").click()
        await tool(ada, "Ben", "full-tile").click()
        await wait_full(ada, element)
    await ada.click("more")
    for element in ("html", ""):
        await ada.click("full-page")
        await wait_full(ada, element)
        is_full = element == "html"

        async def tells(is_full: bool = is_full) -> bool:
            return await ada.pressed("full-page") == is_full

        await until_async(tells, what="the button's state, which follows a frame later")
    await ben.leave()


async def wait_full(page: Page, element: str) -> None:
    """Waits until an element of this kind fills the screen."""

    async def fills() -> bool:
        full = "document.fullscreenElement?.localName ?? ''"
        return bool(await page.page.evaluate(full) == element)

    await until_async(fills, what=f"a full screen of {element or 'nothing'}")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_picture_has_a_window_of_its_own_where_the_browser_can(
    call: Call, browser: str
) -> None:
    ada, _ben = await call.join("Ada", browser), await call.join("Ben")
    await ada.wait_moving("Ben")
    can = await ada.page.evaluate("document.pictureInPictureEnabled === true")
    window = tool(ada, "Ben", "window")
    assert can or browser == FIREFOX  # of which older ones have but a button of their own
    assert await window.count() == int(can)
    if not can:
        return
    await tool(ada, "Ben", "menu").click()
    await window.click()
    name = "document.pictureInPictureElement?.closest('call-tile')?.dataset.participant"

    async def has_it() -> bool:
        return bool(await ada.page.evaluate(name) == "Ben")

    await until_async(has_it, what="a window of its own")
    await ada.page.evaluate(HIDE)  # as if another tab were shown: this is what it is for
    await ada.wait_moving("Ben", frames=50)


async def test_a_window_closes_with_its_tile_and_with_the_call(call: Call) -> None:
    ada, ben = await call.join("Ada", CHROMIUM), await call.join("Ben")  # Firefox has no such API
    await call.join("Cid")
    for name, leaver in (("Ben", ben), ("Cid", ada)):
        await ada.wait_moving(name)
        await tool(ada, name, "menu").click()
        await tool(ada, name, "window").click()
        await wait_window(ada, is_open=True)
        await leaver.click("leave")
        await wait_window(ada, is_open=False)


async def wait_window(page: Page, *, is_open: bool) -> None:
    """Waits until a picture has a window of its own, or none has."""

    async def told() -> bool:
        return (
            bool(await page.page.evaluate("document.pictureInPictureElement !== null")) == is_open
        )

    await until_async(told, what=f"a window that is {'open' if is_open else 'closed'}")
