"""The lobby of step 4: rooms, people and nodes, as they change."""

import json
from typing import Any

import pytest
from playwright.async_api import ViewportSize

from common.impairment import TcpRelay
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.keyed import key
from tests.bed.page import WATCH_VIOLATIONS, Page
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [4]
BROWSERS = [CHROMIUM, FIREFOX]
PHONE = ViewportSize(width=390, height=844)


async def lobby(call: Call, browser: str, url: str = "", fragment: str = "") -> Page:
    """A window that shows the lobby."""
    context = await (await call.browsers.get(browser)).new_context()
    page = Page(context, await context.new_page(), "the lobby")
    call.pages.append(page)
    await page.page.add_init_script(WATCH_VIOLATIONS)
    await page.page.goto(f"{url or call.step.url}/lobby{fragment}")
    await page.page.wait_for_selector("[data-line=live]")
    return page


async def wait_text(page: Page, selector: str, words: str) -> None:
    """Waits until an element says so."""

    async def said() -> Any:
        return any(words in text for text in await page.page.locator(selector).all_inner_texts())

    await until_async(said, what=f"{words!r} in the lobby")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_rooms_and_people_come_and_go_by_themselves(call: Call, browser: str) -> None:
    page = await lobby(call, browser)
    room = f".rooms [data-room={json.dumps(call.room)}]"
    assert await page.page.locator(".nodes [data-state=up]").count() >= 2
    ada, ben = await call.join("Ada"), await call.join("Ben")
    await wait_text(page, f"{room} .fleet-people", "Ada, Ben")
    node = await ada.page.evaluate("document.body.dataset.node")
    await wait_text(page, room, f"on {node}")
    assert await page.page.locator(f"{room} a").get_attribute("href") == f"/?room={call.room}"
    await ada.click("leave")
    await wait_text(page, room, "1 person")
    await ben.click("leave")
    await page.page.wait_for_selector(room, state="detached")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_front_that_is_away_is_told_until_it_is_back(
    relay: TcpRelay, call: Call, browser: str
) -> None:
    page = await lobby(call, browser, f"http://localhost:{relay.port}")
    page.forgive("lobby/events|Failed to load resource|establish")
    relay.cut()
    await page.page.wait_for_selector("[data-line=away]")
    assert "does not answer" in await page.page.inner_text("[role=status].line")
    relay.restore()
    await page.page.wait_for_selector("[data-line=live]")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_lobby_fits_a_phone(call: Call, browser: str) -> None:
    page = await lobby(call, browser)
    await call.join("A" * 64)
    await page.page.set_viewport_size(PHONE)
    await page.page.wait_for_selector(f".rooms [data-room={json.dumps(call.room)}]")
    width = "document.documentElement.scrollWidth"
    assert await page.page.evaluate(width) <= PHONE["width"]


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_room_is_opened_with_the_key_that_led_here(call: Call, browser: str) -> None:
    fragment = f"#key={key(call.room, 'present')}"
    page = await lobby(call, browser, fragment=fragment)
    await page.page.get_by_role("link", name="Open a room").click()
    await page.page.wait_for_url(f"{call.step.url}/?room={call.room}{fragment}")
