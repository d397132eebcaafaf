"""Reactions: sent by a button, shown on the sender's picture for a moment, said aloud."""

import pytest
from playwright.async_api import ViewportSize

from tests.bed.axe import violations
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page

STEPS = [1, 4]  # between one room, and between fronts and nodes
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
PHONE = ViewportSize(width=390, height=844)
FOCUSED = "document.activeElement.dataset.action"


async def wait_said(page: Page, sentence: str) -> None:
    """Waits until a screen reader would say a sentence when there is a pause."""
    said = page.page.locator("call-announcer [aria-live=polite]", has_text=sentence)
    await said.first.wait_for(state="attached")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_reaction_is_seen_and_said_and_gone(call: Call, browser: str) -> None:
    ben, ada = await call.join("Ben", browser), await call.join("Ada", browser)
    await ben.wait_moving("Ada")
    await ada.page.locator("call-bar [data-action=reactions]").focus()
    await ada.page.keyboard.press("Enter")
    menu = ada.page.get_by_role("group", name="Reactions")
    await menu.wait_for()
    assert await menu.get_by_role("button").count() == 6
    assert await violations(ada) == []
    await menu.get_by_role("button", name="Applause").press("Enter")
    await menu.wait_for(state="hidden")
    shown = ben.page.locator("[data-participant=Ada] .reaction[data-reaction=applause]")
    await shown.wait_for()
    await ada.page.locator("call-self .reaction[data-reaction=applause]").wait_for()
    await wait_said(ben, "Ada reacts: applause.")
    await wait_said(ada, "You react: applause.")
    assert await ada.page.evaluate(FOCUSED) == "reactions"
    await shown.wait_for(state="detached")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_on_a_phone_reactions_are_under_more_and_a_viewer_is_named(
    call: Call, browser: str
) -> None:
    ben = await call.join("Ben", browser)
    ada = await call.join("Ada", browser, view=1)
    await ada.page.set_viewport_size(PHONE)
    await ada.page.emulate_media(reduced_motion="reduce") if browser == CHROMIUM else None
    await ada.click("more")
    await ada.page.get_by_role("button", name="Party").click()
    assert await ada.page.locator("call-more:visible").count() == 0
    for page, name in ((ada, "You"), (ben, "Ada")):
        shown = page.page.locator(".stage-reactions .reaction", has_text=f"Party{name}")
        await shown.wait_for()
    assert await ada.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


async def test_too_many_reactions_are_answered_with_a_sentence_each_time(call: Call) -> None:
    ada = await call.join("Ada")
    notice = ada.page.locator(".notice", has_text="So many reactions in so short a time")
    for _ in range(2):
        for _ in range(8):
            await ada.click("reactions")
            await ada.page.get_by_role("button", name="Like").click()
        await notice.locator("[data-action=dismiss]").click()
        await notice.wait_for(state="detached")
    assert await ada.state() == "live"
