"""The page follows the size of text that somebody has set in the browser, and wider spacing."""

import pytest
from playwright.async_api import ViewportSize

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant
from tests.bed.look import examine_look
from tests.bed.page import Page
from tests.bed.waiting import until_async
from tests.bed.zoom import SETTLE

STEPS = [1]  # the look is the same in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
LAPTOP, PHONE = ViewportSize(width=1280, height=720), ViewportSize(width=390, height=844)
ROOT = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
SPACE = """() => {
    const sheet = new CSSStyleSheet();
    const wishes = ["letter-spacing: 0.12em", "word-spacing: 0.16em", "line-height: 1.5"];
    sheet.replaceSync(`* { ${wishes.map((wish) => `${wish} !important`).join("; ")} }`);
    document.adoptedStyleSheets = [sheet];
}"""
# What lies beside the edges of a part of the page, or is to be scrolled to sideways.
SIDEWAYS = """(root) => {
    const edge = root.getBoundingClientRect();
    return [root, ...root.querySelectorAll("*")].filter((one) => one.checkVisibility())
      .filter((one) => {
        const { left, right } = one.getBoundingClientRect();
        const scrolls = getComputedStyle(one).overflowX === "auto";
        return left < Math.max(0, edge.left - 1) || right > Math.min(innerWidth, edge.right) + 1
          || (scrolls && one.scrollWidth > one.clientWidth);
      }).map((one) => `${one.localName}.${one.className}`);
}"""
# The buttons outside of the window, and those whose word is wider than they are.
OUTSIDE = """() => [...document.querySelectorAll("call-bar button")]
    .filter((button) => button.checkVisibility())
    .filter((button) => {
      const { left, top, right, bottom } = button.getBoundingClientRect();
      const word = button.querySelector(".word").getBoundingClientRect();
      const isWhole = word.left > left - 1 && word.right < right + 1 && word.bottom <= bottom;
      return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight || !isWhole;
    }).map((button) => button.dataset.action)"""


async def enlarge(page: Page, browser: str, size: int) -> None:
    """Waits for the size of text, which Chromium is told here, and Firefox when it starts."""
    if browser == CHROMIUM:
        session = await page.page.context.new_cdp_session(page.page)
        await session.send("Page.setFontSizes", {"fontSizes": {"standard": size}})

    async def follows() -> bool:
        return bool(await page.page.evaluate(ROOT) == size)

    await until_async(follows, what=f"text of {size} pixels")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("size", [16, 24, 32])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_larger_text_leaves_every_button_in_the_window(
    call: Call, browser: str, size: int, language: str
) -> None:
    call.wishes = {"font.size.variable.x-western": size}
    ada = await call.join("Ada", browser, lang=language)
    await enlarge(ada, browser, size)
    for spaced in (False, True):
        if spaced:
            await ada.page.evaluate(SPACE)
        for window in (LAPTOP, PHONE):
            await ada.page.set_viewport_size(window)
            await ada.page.evaluate(SETTLE)
            where = f"{window}, spaced: {spaced}"
            assert await ada.page.locator("call-bar button:visible").count() >= 8, where
            assert await ada.page.evaluate(OUTSIDE) == [], where
            assert await examine_look(ada.page, "call-bar") == [], where


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_lobby_is_no_wider_than_a_phone_with_large_text(call: Call, browser: str) -> None:
    call.wishes = {"font.size.variable.x-western": 32}
    page = await call.open("Ada", browser, autojoin=None)
    await page.page.locator("call-lobby").wait_for()
    await page.page.set_viewport_size(PHONE)
    await enlarge(page, browser, 32)
    assert await examine_look(page.page, "body") == []


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_on_a_phone_large_text_leaves_nothing_beside_the_edge(
    call: Call, browser: str, language: str
) -> None:
    call.wishes = {"font.size.variable.x-western": 32}
    ada = await call.join("Ada", browser, lang=language)
    eve = await Participant.join(call.step.url, call.room, "Eve")
    await ada.page.set_viewport_size(PHONE)
    await enlarge(ada, browser, 32)
    for opener, part, closer in (
        ("more", "call-more", "close-panel"),
        ("invite", "dialog[open]", "close-invite"),
        ("menu", ".menu:popover-open", "menu"),
    ):
        if opener == "invite":  # which is under More there
            await ada.click("more")
        await ada.click(opener)
        shown = ada.page.locator(part)
        await shown.wait_for()
        await ada.page.evaluate(SETTLE)
        assert await shown.evaluate(SIDEWAYS) == [], part
        assert await examine_look(ada.page, part) == [], part
        await ada.click(closer)
        if opener == "invite":
            await ada.click("close-panel")
    await eve.leave()
