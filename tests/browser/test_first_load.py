"""What comes before a lobby, which is little, and what comes after it, and may not come."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
from playwright.async_api import Route

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async

STEPS = [1, 2, 4]
SPREAD = True  # the same page in all, but for its media
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
Measured = Callable[[str, float, str], None]
REST = "**/lib/conversation.js"  # the first that only a call needs
OPENS_DEVICES = "**/lib/local-media.js"  # the lobby's, but it is painted without it
BEFORE_THE_LOBBY, WITH_THE_CALL = 60_000, 150_000  # bytes of bodies
LOADED = """() => {
    const all = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
    const bodies = (files) => files.reduce((sum, file) => sum + file.encodedBodySize, 0);
    const { startTime } = all.find(({ name }) => name.endsWith("/lib/devices.js"));
    const lobby = all.filter((file) => file.startTime < startTime);
    return { files: lobby.length, lobby: bodies(lobby), all: bodies(all) };
}"""
CAME = """() => performance.getEntriesByType("resource")
    .some(({ name }) => name.endsWith("/lib/conversation.js"))"""
INCOMPLETE = "The server did not send the rest of this page. Reload the page, then join again."


async def told(page: Page, sentence: str) -> None:
    """Waits until a notice says just this."""
    notice = page.page.locator("[data-kind=join]")

    async def said() -> bool:
        return await notice.count() == 1 and sentence in await notice.inner_text()

    await until_async(said, what=f"{sentence!r} in the lobby")


async def small(call: Call) -> None:
    """Waits until a server has made the last of a call's files smallest, for no browser yet."""

    async def last_is() -> bool:
        async with httpx.AsyncClient(trust_env=False) as client:
            asked = client.get(f"{call.step.url}/style.css", headers={"Accept-Encoding": "br"})
            return "content-encoding" in (await asked).headers

    await until_async(last_is, seconds=60, what="the smallest form of a call's files")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_first_load_is_light(call: Call, browser: str, measured: Measured) -> None:
    await small(call)
    page = await call.open("Ada", browser, autojoin=None, fake=None)
    await page.wait_state("lobby")
    await page.click("join")
    await page.wait_state("live")
    loaded = await page.page.evaluate(LOADED)
    measured("files of the lobby", loaded["files"], "")
    measured("their bodies", loaded["lobby"] / 1000, "kB")
    measured("bodies with the call", loaded["all"] / 1000, "kB")
    assert 20_000 < loaded["lobby"] < BEFORE_THE_LOBBY
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
    if part == OPENS_DEVICES:  # told at once: there is nothing to be seen
        await told(page, INCOMPLETE)
    await page.click("join")
    await page.wait_state("lobby")  # again, after it has tried
    await told(page, INCOMPLETE)
    await page.page.unroute(part)
    await page.page.reload()
    await page.click("join")
    await page.wait_state("live")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_is_quicker_than_the_rest_of_the_page_joins_once(
    call: Call, browser: str
) -> None:
    page = await call.open("Ada", browser, autojoin=None)
    await page.page.wait_for_function(CAME)  # Firefox does not leave a page of which one is held
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
