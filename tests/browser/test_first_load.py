"""What comes before a lobby, which is little, and what comes after it, and may not come."""

import asyncio
from collections.abc import Callable

import pytest
from playwright.async_api import Route

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async

STEPS = [1, 2, 4]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
Measured = Callable[[str, float, str], None]
REST = "**/lib/conversation.js"  # the first that the lobby does not need
OPENS_DEVICES = "**/lib/local-media.js"  # likewise: it shows nothing by itself
BEFORE_THE_LOBBY, WITH_THE_CALL = 100_000, 175_000  # bytes of bodies
LOADED = """() => {
    const all = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
    const bodies = (files) => files.reduce((sum, file) => sum + file.encodedBodySize, 0);
    const { startTime } = all.find(({ name }) => name.endsWith("/lib/conversation.js"));
    const lobby = all.filter((file) => file.startTime < startTime);
    return { files: lobby.length, lobby: bodies(lobby), all: bodies(all) };
}"""
INCOMPLETE = "The server did not send the rest of this page. Reload the page, then join again."


async def told(page: Page, sentence: str) -> None:
    """Waits until a notice says just this."""
    notice = page.page.locator("[data-kind=join]")

    async def said() -> bool:
        return await notice.count() == 1 and sentence in await notice.inner_text()

    await until_async(said, what=f"{sentence!r} in the lobby")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_first_load_is_light(call: Call, browser: str, measured: Measured) -> None:
    page = await call.open("Ada", browser, autojoin=None)
    await page.wait_state("lobby")
    await page.click("join")
    await page.wait_state("live")
    loaded = await page.page.evaluate(LOADED)
    measured("files of the lobby", loaded["files"], "")
    measured("their bodies", loaded["lobby"] / 1000, "kB")
    assert 30_000 < loaded["lobby"] < BEFORE_THE_LOBBY
    assert loaded["lobby"] < loaded["all"] < WITH_THE_CALL


@pytest.mark.parametrize("part", [REST, OPENS_DEVICES])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_page_whose_rest_does_not_come_says_so_and_a_reload_helps(
    call: Call, browser: str, part: str
) -> None:
    page = await call.open("Ada", browser, autojoin=None)
    page.forgive("conversation.js|local-media.js|ERR_FAILED|NS_ERROR_FAILURE|Loading failed")
    await page.page.route(part, lambda route: route.abort())
    await page.page.reload()
    await page.click("join")
    await told(page, INCOMPLETE)
    assert await page.state() == "lobby"
    await page.page.unroute(part)
    await page.page.reload()
    await page.click("join")
    await page.wait_state("live")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_is_quicker_than_the_rest_of_the_page_joins_once(
    call: Call, browser: str
) -> None:
    page = await call.open("Ada", browser, autojoin=None)
    loaded = asyncio.Event()

    async def hold(route: Route) -> None:
        await loaded.wait()
        await route.continue_()

    await page.page.route(REST, hold)
    await page.page.reload()
    await page.page.locator("[data-action=join]").dblclick()
    await page.wait_state("joining")
    loaded.set()
    await page.wait_state("live")
    watcher = await call.join("Ben", browser, view=1)
    assert await watcher.remotes() == ["Ada"]
