"""The stage: a picture that is pinned, and your own that is moved and put away."""

import pytest
from playwright.async_api import ViewportSize

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.tiles import people, tool
from tests.bed.waiting import until_async

STEPS = [2]  # the same page in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
SIZES = [ViewportSize(width=1280, height=720), ViewportSize(width=390, height=844)]
BOXES = """selector => [...document.querySelectorAll(selector)].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [x, y, width, height].map(Math.round);
})"""
OVERLAPS = """() => {
    const boxes = [...document.querySelectorAll("call-tile, .stage > call-self")]
        .filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect());
    return boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) =>
        a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
    )).length;
}"""
NO_ANSWER = "navigator.mediaDevices.getUserMedia = () => new Promise(() => {})"
MUTE = "self => self.dataset.microphone = 'false'"
# From the end of the own name to the button beside it.
ROOM = """(self) => {
    const box = (selector) => self.querySelector(selector).getBoundingClientRect();
    return box("[data-action=hide-self]").left - box(".tile-label").right;
}"""
BANNER = "banner => { banner.text = 'Connection lost. Trying again …'; }"
FIXED = "[data-large=true], .stage > call-self, call-bar button, .room-head"


async def boxes(page: Page, selector: str) -> list[list[int]]:
    """Where elements are."""
    found: list[list[int]] = await page.page.evaluate(BOXES, selector)
    return found


async def own(page: Page) -> dict[str, str]:
    """What the page says of your own picture."""
    told: dict[str, str] = await page.page.evaluate(
        "({...document.querySelector('.stage > call-self').dataset})"
    )
    return told


async def wait_corner(page: Page, corner: str) -> None:
    """Waits until your own picture lies in a corner."""

    async def there() -> bool:
        return (await own(page))["corner"] == corner

    await until_async(there, what=f"your own picture in the corner {corner}")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_pinned_picture_is_large_and_nobody_who_joins_moves_it(
    call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser)
    others = await people(call, "Ben", "Cid")
    await ada.wait_remote("Cid", "waiting")
    await tool(ada, "Ben", "pin").click()
    await ada.wait_remote("Ben", "waiting", large="true")
    for size in SIZES:
        await ada.page.set_viewport_size(size)
        await until_async(lambda: fits(ada), what="a stage without overlaps")
        before = await boxes(ada, FIXED)
        others += await people(call, f"Dan {size['width']}", f"Eve {size['width']}")
        await ada.wait_remote(f"Eve {size['width']}", "waiting")
        assert await boxes(ada, FIXED) == before
        assert await fits(ada)
        ((_, _, width, height),) = await boxes(ada, "[data-large=true]")
        small = await boxes(ada, "[data-large=false]")
        assert all(width * height > 3 * w * h > 0 for _, _, w, h in small)
    for person in others:
        await person.leave()


async def fits(page: Page) -> bool:
    """Whether no picture lies over another, now that the stage is cut anew."""
    return bool(await page.page.evaluate(OVERLAPS) == 0)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_pin_is_set_and_ended_by_keyboard(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    others = await people(call, "Ben", "Cid")
    await ada.wait_remote("Cid", "waiting", large="false")
    await tool(ada, "Cid", "pin").focus()
    await ada.page.keyboard.press("Enter")
    await ada.wait_remote("Cid", "waiting", large="true")
    assert await tool(ada, "Cid", "pin").get_attribute("aria-pressed") == "true"
    await ada.click("people")
    await ada.page.keyboard.press("Escape")  # ends one thing at a time
    await ada.wait_remote("Cid", "waiting", large="true")
    await ada.page.keyboard.press("Escape")
    await ada.wait_remote("Cid", "waiting", large="false")
    for large in (("true", "false"), ("false", "true"), ("false", "false")):
        await ada.page.keyboard.press("p")
        await ada.wait_remote("Ben", "waiting", large=large[0])
        await ada.wait_remote("Cid", "waiting", large=large[1])
    for person in others:
        await person.leave()


@pytest.mark.parametrize("browser", BROWSERS)
async def test_your_own_picture_moves_and_stays_where_it_was_put(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    assert (await own(ada))["corner"] == "bottom-right"
    mover = ada.page.locator("[data-action=move-self]")
    await mover.focus()
    await ada.page.keyboard.press("ArrowLeft")
    await wait_corner(ada, "bottom-left")
    await ada.page.keyboard.press("Enter")
    await wait_corner(ada, "top-left")
    ((x, y, width, height),) = await boxes(ada, ".stage > call-self")
    ((left, top, stage_width, _),) = await boxes(ada, ".stage")
    assert (x - left < 12) and (y - top < 12) and width < stage_width / 3
    await ada.page.mouse.move(x + width / 2, y + height / 2)
    await ada.page.mouse.down()
    await ada.page.mouse.move(left + stage_width * 0.7, top + 60, steps=5)
    await ada.page.mouse.up()
    await wait_corner(ada, "top-right")
    await ada.page.reload()
    await ada.wait_state("live")
    assert (await own(ada))["corner"] == "top-right"


@pytest.mark.parametrize("browser", BROWSERS)
async def test_your_own_picture_can_be_hidden_and_shown_again(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    self_view = ada.page.locator(".stage > call-self")
    await ada.page.locator("[data-action=hide-self]").focus()
    await ada.page.keyboard.press("Enter")
    await self_view.wait_for(state="hidden")
    assert await ada.page.evaluate("document.activeElement.dataset.action") == "show-self"
    await ada.page.reload()
    await ada.wait_state("live")
    assert await self_view.is_hidden()
    await ada.click("show-self")
    await self_view.wait_for(state="visible")
    await ada.click("more")
    await ada.page.locator("input[name=own-picture]").uncheck()
    await self_view.wait_for(state="hidden")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_your_own_name_is_told_from_the_start_and_ends_before_the_button(
    call: Call, browser: str
) -> None:
    ada = await call.open("Ada", browser, autojoin=None)
    await ada.page.add_init_script(NO_ANSWER)
    await ada.go(call.step.url, call.room, name="Augusta Ada King of Lovelace", fake=None)
    await ada.wait_state("joining")
    self_view = ada.page.locator(".stage > call-self")
    label = self_view.locator(".tile-label")
    await label.get_by_text("Augusta Ada King of Lovelace (you)").wait_for()
    for muted in (False, True):
        if muted:
            await self_view.evaluate(MUTE)
        assert await self_view.evaluate(ROOM) >= 0
    await ada.page.set_viewport_size(SIZES[1])  # a phone has no room for a name
    await label.get_by_text("You", exact=True).wait_for()
    assert await label.inner_text() == "You"
    assert await self_view.evaluate(ROOM) >= 0
    assert await label.evaluate("label => label.scrollWidth <= label.clientWidth")
    await self_view.evaluate("self => { self.name = ''; delete self.dataset.microphone; }")
    assert await label.is_hidden()


@pytest.mark.parametrize("browser", BROWSERS)
async def test_what_tells_of_a_lost_connection_covers_neither_head_nor_picture(
    call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser)
    await ada.page.locator("call-banner").evaluate(BANNER)
    for size in (ViewportSize(width=844, height=390), SIZES[1]):
        await ada.page.set_viewport_size(size)

        async def shown(size: ViewportSize = size) -> bool:  # it takes its row after a moment
            ((left, top, width, height),) = await boxes(ada, "call-banner")
            ((_, head, _, _),) = await boxes(ada, ".room-head")
            return height > 30 and top + height <= head and 0 <= left <= size["width"] - width

        await until_async(shown, what="a row of its own")
        ((_, bar, _, height),) = await boxes(ada, "call-bar")
        assert bar + height <= size["height"]
