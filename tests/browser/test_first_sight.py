"""The lobby as the server sends it looks like the one that the scripts make, and becomes it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Route

from tests.bed import keyed
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.keyed import key
from tests.bed.page import Page

STEPS = [2]
SETTINGS = keyed.SETTINGS
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
REST = "**/lib/call.js"  # without it there is no lobby but the server's
DEVICES = "**/lib/devices.js"
Release = Callable[[], None]
SEEN = """() => ["h1", ".eyebrow", "[name=name]", "[name=room]", ".field > span",
    "[data-action=join]", ".quiet-link", "select", ".preview-picture", ":is(.meter, call-meter)",
    ".lobby-devices"]
  .map((one) => {
    const found = document.querySelector(`main ${one}`);
    const { x, y, width, height } = found.getBoundingClientRect();
    const text = one === "select" ? found.selectedOptions[0].text : found.textContent;
    const isPlain = !/devices|picture|eyebrow/.test(one);
    return [one, isPlain ? text.trim() : "", ...[x, y, width, height].map(Math.round),
      one === "select" ? "" : found.value ?? "",
      found.maxLength ?? "", found.getAttribute("autocomplete")];
  })"""


SPOILED: dict[str, Callable[[Route], Awaitable[None]]] = {
    "none": lambda route: route.abort(),
    "another": lambda route: route.fulfill(body="", content_type="text/javascript"),
}
HAS_FOCUS = "(place) => document.activeElement.matches(`call-lobby ${place}`)"
WITHOUT_AUTOJOIN = "history.replaceState(null, '', location.href.replace('autojoin=1', ''))"


@asynccontextmanager
async def held(
    call: Call,
    browser: str,
    fragment: str = "",
    *,
    locale: str = "en",
    kept: str = "",
    **parameters: object,
) -> AsyncIterator[tuple[Page, Release]]:
    """A page whose scripts do not come before they are released."""
    opened = await call.browsers.get(browser)
    context = await opened.new_context(
        locale=locale, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    page = Page(context, await context.new_page(), "Ada")
    call.pages.append(page)
    page.forgive("404")
    await page.page.goto(f"{call.step.url}/there/is/none")
    await page.page.evaluate(kept)
    release = await hold(page)
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    guest = fragment or f"key={key(call.room)}"
    await page.page.goto(f"{call.step.url}/?room={call.room}&{query}#{guest}", wait_until="commit")
    try:
        yield page, release
    finally:
        release()


async def hold(page: Page) -> Release:
    """Keeps the scripts of a page on their way."""
    released = asyncio.Event()

    async def keep(route: Route) -> None:
        await released.wait()
        await route.continue_()

    await page.page.route(REST, keep)
    return released.set


async def decided(page: Page) -> bool:
    """Whether the sight is shown, once its script has run."""
    await page.page.locator("main .quiet-link[href*='?']").wait_for(state="attached")
    return await page.page.locator("main").is_visible()


@pytest.mark.parametrize("size", [(390, 900), (1280, 900), (844, 390)], ids=str)
@pytest.mark.parametrize(("locale", "eyebrow"), [("en", "Step 2"), ("de", "Schritt 2")])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_lobby_takes_the_place_of_what_looks_like_it(
    call: Call, browser: str, locale: str, eyebrow: str, size: tuple[int, int]
) -> None:
    async with held(call, browser, locale=locale, name="Ada") as (page, release):
        width, height = size
        await page.page.set_viewport_size({"width": width, "height": height})
        await page.page.route(DEVICES, lambda _route: None)  # they would need some room
        assert await decided(page)
        before = await page.page.evaluate(SEEN)
        assert await page.page.locator("main .eyebrow").inner_text() == eyebrow
        release()
        await page.page.locator("call-lobby").wait_for()
        after = await page.page.evaluate(SEEN)
        full = await page.page.locator("call-lobby .eyebrow").inner_text()
        join = await page.page.locator("[data-action=join]").bounding_box()
    assert full.startswith(f"{eyebrow} · ")
    assert before == after
    assert join
    assert join["y"] + join["height"] < height or width < height  # upright it is below the picture


@pytest.mark.parametrize("browser", BROWSERS)
async def test_what_was_written_before_the_scripts_came_stays(call: Call, browser: str) -> None:
    async with held(call, browser) as (page, release):
        assert await decided(page)
        await page.page.keyboard.type("Ada L")  # the focus is there
        await page.page.keyboard.press("ArrowLeft")
        release()
        await page.page.locator("call-lobby").wait_for()
        await page.page.keyboard.type(".")
        assert await page.page.locator("[name=name]").input_value() == "Ada .L"
        assert await page.page.locator("[name=room]").input_value() == call.room


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_presses_join_before_the_scripts_came_joins(call: Call, browser: str) -> None:
    async with held(call, browser, fake=1) as (page, release):
        assert await decided(page)
        await page.page.locator("[name=name]").fill("Ada")
        told = page.page.get_by_text("One moment: the page is still loading.")
        assert not await told.is_visible()
        await page.page.keyboard.press("Enter")
        await told.wait_for()
        release()
        await page.wait_state("live")
    ben = await call.join("Ben", fragment=f"key={key(call.room)}")
    assert await ben.remotes() == ["Ada"]


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_writes_on_after_a_press_has_not_joined(call: Call, browser: str) -> None:
    async with held(call, browser, fake=1) as (page, release):
        assert await decided(page)
        await page.page.keyboard.press("Enter")
        await page.page.locator("form[data-pressed]").wait_for()
        await page.page.keyboard.type("A")
        release()
        await page.page.locator("call-lobby").wait_for()
        await page.page.keyboard.type("da")
        assert await page.page.locator("call-lobby [name=name]").input_value() == "Ada"
        assert await page.state() == "lobby"


@pytest.mark.parametrize("place", ["[data-action=join]", ".quiet-link", "[name=room]"])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_focus_stays_where_it_is(call: Call, browser: str, place: str) -> None:
    async with held(call, browser) as (page, release):
        assert await decided(page)
        await page.page.locator(place).focus()
        release()
        await page.page.locator("call-lobby").wait_for()
        assert await page.page.evaluate(HAS_FOCUS, place)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_room_that_cannot_be_has_the_focus(call: Call, browser: str) -> None:
    call.room = "a b"
    async with held(call, browser, "none") as (page, release):
        assert await decided(page)
        release()
        await page.page.locator("call-lobby [aria-invalid=true]").wait_for()
        assert await page.page.evaluate(HAS_FOCUS, "[name=room]")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_reload_within_a_call_shows_no_lobby(call: Call, browser: str) -> None:
    page = await call.join("Ada", browser, fragment=f"key={key(call.room)}", autojoin=1)
    page.forgive("WebSocket")
    await page.page.evaluate(WITHOUT_AUTOJOIN)
    release = await hold(page)
    await page.page.evaluate("location.reload()")  # which waits for nothing
    assert not await decided(page)
    release()
    await page.wait_state("live")


@pytest.mark.parametrize("case", ["watcher", "view", "language", "draft"])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_will_see_something_else_is_not_shown_it(
    call: Call, browser: str, case: str
) -> None:
    kept = {
        "language": """localStorage["polycloud:choices"] = '{"language": "de"}'""",
        "draft": """sessionStorage["polycloud:draft"] = '{"name": "Ada", "room": "other"}'""",
    }
    rights = "watch" if case == "watcher" else "talk"
    fragment = f"key={key(call.room, rights)}"
    parameters = {"view": 1} if case == "view" else {"name": "Ada"}
    store = kept.get(case, "")
    async with held(call, browser, fragment, kept=store, **parameters) as (page, release):
        assert not await decided(page)
        release()
        await page.page.locator("call-lobby").wait_for()


@pytest.mark.parametrize("spoiled", SPOILED)
@pytest.mark.parametrize("browser", BROWSERS)
async def test_scripts_that_do_not_come_are_told(call: Call, browser: str, spoiled: str) -> None:
    opened = await call.browsers.get(browser)
    context = await opened.new_context(locale="en")
    page = Page(context, await context.new_page(), "Ada")
    await page.page.route(REST, SPOILED[spoiled])
    await page.page.goto(call.step.url)
    told = page.page.get_by_role("alert")
    await told.wait_for()
    assert await told.inner_text() == (
        "The server did not send the rest of this page. Reload the page, then join again."
    )
    await context.close()
