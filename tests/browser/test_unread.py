"""The count of unread lines: of those that were not on anybody's screen yet, and of no others."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async

STEPS = [2]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
BEHIND = """behind => {
    Object.defineProperty(document, "hidden", { get: () => behind, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


async def wait_unread(page: Page, count: int) -> None:
    """Waits until the page's button and title tell so many unread lines."""
    badge = page.page.locator("call-bar [data-action=chat] .unread")

    async def told() -> bool:
        word = (await badge.inner_text()).split()[0] if await badge.is_visible() else "0"
        title = await page.page.title()
        return word == str(count) and title.startswith(f"({count}) " if count else "With")

    await until_async(told, what=f"{count} unread in {page.name}'s page")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_what_was_read_stays_read_after_a_reload_and_another_stay(
    call: Call, browser: str
) -> None:
    ada, ben = await call.join("Ada", browser), await call.join("Ben")
    await ada.click("chat")
    await ben.say("one")
    await ada.wait_chat("Ben", "one")
    await ada.click("chat")
    await ben.say("two")
    await wait_unread(ada, 1)
    await ada.page.reload()
    await ada.wait_state("live")
    await wait_unread(ada, 1)
    await ada.click("leave")
    await ada.click("rejoin")
    await ada.wait_state("live")
    await wait_unread(ada, 1)
    await ada.click("chat")
    await wait_unread(ada, 0)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_nothing_is_read_behind_another_page_or_a_large_picture(
    call: Call, browser: str
) -> None:
    ada, ben = await call.join("Ada", browser), await call.join("Ben")
    await ada.wait_remote("Ben")
    await ada.click("chat")
    await ada.page.evaluate(BEHIND, True)
    await ben.say("one")
    await wait_unread(ada, 1)
    await ada.page.evaluate(BEHIND, False)
    await wait_unread(ada, 0)
    await ada.page.locator("[data-participant=Ben]").evaluate("tile => tile.requestFullscreen()")
    await ben.say("two")
    await wait_unread(ada, 1)
    await ada.page.evaluate("document.exitFullscreen()")
    await wait_unread(ada, 0)
