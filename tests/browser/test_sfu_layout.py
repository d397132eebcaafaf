"""What lies over the pictures hides nothing that is to be read: numbers, names, states."""

import asyncio
from itertools import product

import pytest
from playwright.async_api import ViewportSize

from common import limits
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant
from tests.bed.look import STILL, examine_look, examine_still
from tests.bed.page import Page
from tests.bed.rtc_peer import RtcPeer
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [2]
BROWSERS = [CHROMIUM, FIREFOX]
CORNERS = ["bottom-right", "bottom-left", "top-left", "top-right"]
# A phone upright and on its side, a laptop, and the same at 400 %.
SIZES = [(390, 844), (844, 390), (1280, 800), (320, 256)]
# The stage is cut anew with the next frame that the browser shows, and again when that shows or
# hides what turns its pages.
PUT = f"""(wish) => {{
    document.querySelector("call-room").choices.change(wish);
    return ({STILL})();
}}"""
IS_SO = "([width, height]) => innerWidth === width && innerHeight === height"
# As if the media of each came: their numbers are shown.
MEASURED = """() => {
    for (const tile of document.querySelectorAll("call-tile")) {
      tile.dataset.state = "live";
      const numbers = tile.querySelector("call-numbers");
      numbers.hidden = false;
      numbers.querySelector(".numbers-summary").textContent = "218 ms";
    }
}"""
PRESS = "action => document.querySelector(`call-bar [data-action=${action}]`).click()"
TELL = "told => document.querySelector('call-room').notices.show('device', ...told)"
REFUSED = "The browser may not use your {}. Select the icon at the left and allow it there."
PHONE, LAPTOP = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=720)
# The first two rows of each tile's numbers, and all of one's own.
COVERED = """() => [
      ...document.querySelectorAll("call-tile dl > div:nth-child(-n + 2) > dd:nth-child(2)"),
      ...document.querySelectorAll(".room-head dl > div > dd:nth-child(2)"),
    ].filter((value) => {
      const { left, top, width, height } = value.getBoundingClientRect();
      return !value.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    }).map((value) => value.parentElement.textContent)"""
# What of the link that is given away lies under your own picture, as far as its frame shows it.
UNDER_OWN = """() => {
    const own = document.querySelector(".stage > call-self").getBoundingClientRect();
    const frame = document.querySelector("call-invite").getBoundingClientRect();
    return [...document.querySelectorAll("call-invite :is(h2, p, textarea, button)")]
      .filter((part) => {
        const { left, top, right, bottom } = part.getBoundingClientRect();
        const shown = { top: Math.max(top, frame.top), bottom: Math.min(bottom, frame.bottom) };
        const isBeside = right <= own.left || left >= own.right;
        return !isBeside && shown.bottom > own.top && shown.top < own.bottom;
      }).map((part) => part.localName);
}"""
SCHEMES = """() => [...document.querySelectorAll(".numbers-full")]
    .map((panel) => getComputedStyle(panel).colorScheme)"""
OVERLAPS = """() => [...document.querySelectorAll("call-tile")].filter((tile) => {
    const status = tile.querySelector(".tile-status"), label = tile.querySelector(".tile-label");
    const isShown = getComputedStyle(status).clipPath === "none";
    const [a, b] = [status.getBoundingClientRect(), label.getBoundingClientRect()];
    return isShown && a.bottom > b.top && a.left < b.right;
}).length"""


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize(("size", "others"), [(PHONE, 2), (LAPTOP, 3)], ids=["phone", "laptop"])
async def test_your_own_numbers_cover_nobody_elses(
    call: Call, browser: str, size: ViewportSize, others: int
) -> None:
    ada = await call.join("Ada", browser, xray=1)
    await ada.page.set_viewport_size(size)
    names = ["Ben", "Cid", "Dan"][:others]
    await asyncio.gather(*(call.join(name, browser) for name in names))
    for name in names:
        await ada.wait_moving(name)

    async def measured() -> bool:
        return await ada.page.locator("call-tile dl > div:visible").count() >= 2 * others

    await until_async(measured, what="numbers on each tile")
    assert await ada.page.locator(".room-head dl > div:visible").count() >= 4
    assert await ada.page.evaluate(COVERED) == []
    assert set(await ada.page.evaluate(SCHEMES)) == {"dark"}  # so are its scrollbars


async def test_what_a_tile_waits_for_stands_beside_its_name(call: Call) -> None:
    url, room = call.step.url, call.room
    names = [f"Participant {number}" for number in range(limits.PUBLISHERS_PER_ROOM)]
    people = [await RtcPeer.join(url, room, name) for name in [*names, "the thirteenth"]]
    late = await call.join("Late", CHROMIUM, view=1)
    for width, height in ((1280, 720), (1280, 800), (1280, 900), (1440, 900), (1920, 1080)):
        await late.page.set_viewport_size(ViewportSize(width=width, height=height))
        assert len(await late.remotes()) == len(people)
        assert await late.page.evaluate(OVERLAPS) == 0
    await asyncio.gather(*(person.leave() for person in people))


@pytest.mark.parametrize("browser", BROWSERS)
async def test_your_own_picture_lies_on_no_name_and_no_button(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    others: list[Participant] = []
    for count in (1, 4, 11, 24):
        while len(others) < count:
            name = f"Participant {len(others) + 1}"
            others.append(await Participant.join(call.step.url, call.room, name))
            await others[-1].send(type="hand", raised=True)
        await ada.wait_remote(name, "waiting", hand="true")
        await look_everywhere(ada, len(others))
    await ada.page.keyboard.press("p")
    await look_everywhere(ada, 0)
    await look_everywhere(ada, 1)
    await asyncio.gather(*(person.close() for person in others))


@pytest.mark.parametrize("browser", BROWSERS)
async def test_your_own_picture_lies_on_no_link_that_you_give_away(
    call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser)
    await ada.page.locator("call-invite textarea").wait_for()
    for panel in (False, True):
        assert await ada.page.locator("call-people:visible").count() == int(panel)
        for (width, height), corner in product([*SIZES, (1000, 390)], CORNERS):
            await resize(ada, width, height)
            await ada.page.evaluate(PUT, {"corner": corner})
            found = await ada.page.evaluate(UNDER_OWN)
            assert found == [], f"{width} x {height}, {corner}, panel: {panel}"
        await ada.page.evaluate(PRESS, "people")
        await ada.page.set_viewport_size(LAPTOP)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_no_button_and_no_hand_lies_on_somebodys_initials(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    others: list[Participant] = []
    for count in (3, 11, 24):
        while len(others) < count:
            name = f"Participant {len(others) + 1}"
            others.append(await Participant.join(call.step.url, call.room, name))
            await others[-1].send(type="hand", raised=len(others) % 2 == 0)
        await ada.wait_remote(name, "waiting")
        await ada.page.evaluate(MEASURED)
        for panel in (False, True):
            for width, height in [*SIZES, (1440, 900)]:
                await resize(ada, width, height)
                await ada.page.evaluate(PUT, {})
                found = await examine_look(ada.page, ".stage")
                assert found == [], f"{count} others, {width} x {height}, panel: {panel}"
            await ada.page.evaluate(PRESS, "people")
    await asyncio.gather(*(person.close() for person in others))


@pytest.mark.parametrize("browser", BROWSERS)
async def test_notices_lie_on_nothing(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser, xray=1)
    await ada.page.evaluate(TELL, [REFUSED.format(kind) for kind in ("camera", "microphone")])
    for others in (0, 2):
        people = [await RtcPeer.join(call.step.url, call.room, f"P{n}") for n in range(others)]
        for width, height in SIZES:
            await resize(ada, width, height)
            found = await examine_still(ada.page, "call-stage")
            assert found == [], f"{others} others, {width} x {height}"
    await asyncio.gather(*(person.leave() for person in people))


@pytest.mark.parametrize("browser", BROWSERS)
async def test_beside_a_screen_a_phone_on_its_side_shows_everybody(
    call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser)
    names = [f"Participant {number}" for number in range(5)]
    others = [await Participant.join(call.step.url, call.room, name) for name in names]
    await others[0].send(type="media", microphone=False, camera=False, screen=True)
    await ada.page.locator("call-tile[data-screen][data-large=true]").wait_for()
    for width, height in [(844, 390), (667, 375)]:
        await resize(ada, width, height)
        for corner in CORNERS:
            await ada.page.evaluate(PUT, {"corner": corner})
            assert await ada.page.locator("call-tile:visible").count() == 6, corner
            assert await examine_look(ada.page, ".stage") == [], f"{width}, {corner}"
    await asyncio.gather(*(person.close() for person in others))


@pytest.mark.parametrize("browser", BROWSERS)
async def test_beside_a_screen_a_single_camera_is_no_higher_than_elsewhere(
    call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser)
    eve = await Participant.join(call.step.url, call.room, "Eve")
    await eve.send(type="media", microphone=False, camera=False, screen=True)
    await ada.page.locator("call-tile[data-screen][data-large=true]").wait_for()
    await resize(ada, LAPTOP["width"], LAPTOP["height"])
    for corner in CORNERS:
        await ada.page.evaluate(PUT, {"corner": corner})
        shape = await ada.page.locator("call-tile[data-participant]").bounding_box()
        assert shape and 1.3 < shape["width"] / shape["height"] < 1.8, corner
        assert await examine_still(ada.page, ".stage") == [], corner
    await eve.close()


async def resize(page: Page, width: int, height: int) -> None:
    """Gives the page a size, and waits until it knows."""
    await page.page.set_viewport_size(ViewportSize(width=width, height=height))
    await page.page.wait_for_function(IS_SO, arg=[width, height])


async def look_everywhere(page: Page, others: int) -> None:
    """Finds nothing under your own picture, or under the button that shows it, at each size."""
    for turn, (width, height) in enumerate(SIZES, start=others):  # the corners take turns
        await resize(page, width, height)
        for corner, shown in product(CORNERS[turn % 2 :: 2], [True, False]):
            await page.page.evaluate(PUT, {"corner": corner, "ownPicture": shown})
            found = await examine_look(page.page, ".stage")
            assert found == [], f"{others} others, {width} x {height}, {corner}, {shown}"
