"""What axe-core finds in lobby and call, light and dark, on a laptop and on a phone: nothing."""

import pytest

from tests.bed.axe import examine
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call

STEPS = [1, 2, 3, 4]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.fixture
def browser(call: Call) -> str:
    """The browsers take turns: it is the same page in all steps, but for what a step adds."""
    return FIREFOX if call.step.number % 2 else CHROMIUM


async def test_the_lobby_breaks_no_rule(call: Call, browser: str) -> None:
    ada = await call.open("", browser, autojoin=None)
    await ada.wait_state("lobby")
    await ada.click("join")  # without a name, which is complained about
    assert await examine(ada) == []


async def test_the_call_breaks_no_rule(call: Call, browser: str) -> None:
    ada, ben = await call.join("Ada", browser), await call.join("Ben", browser)
    await ada.wait_moving("Ben")
    await ben.click("hand")
    await ben.click("microphone")
    await ada.wait_remote("Ben", hand="true", microphone="false")
    assert await examine(ada) == []
    await ben.say("Hello, Ada!")
    for panel in ("people", "chat", "more"):
        await ada.click(panel)
        assert await examine(ada) == []
        await ada.page.keyboard.press("Escape")
    await ada.page.locator("[data-participant=Ben] [data-action=menu]").click()
    assert await examine(ada) == []
    await ada.page.keyboard.press("Escape")
    await ada.page.locator("[data-participant=Ben] .chip").click()
    await ada.page.keyboard.press("?")
    assert await examine(ada) == []


async def test_the_pages_beside_the_call_break_no_rule(call: Call) -> None:
    page = await call.open("Ada", autojoin=None)
    page.forgive("ERR_CONNECTION_REFUSED|Failed to load resource")  # steps that do not run
    for path in ("/steps", "/nothing", *(["/lobby"] if call.step.number == 4 else [])):
        await page.page.goto(call.step.url + path)
        await page.page.locator("h1").wait_for()
        assert await examine(page) == []
