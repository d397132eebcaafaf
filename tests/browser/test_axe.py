"""What axe-core finds in lobby and call, light and dark, on a laptop and on a phone: nothing.

At 200 % nothing of them is cut off or out of reach either.
"""

import pytest

from tests.bed.axe import examine
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.zoom import cut_off

STEPS = [3, 4]  # the same page in all, but for the nodes of step 4
pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.fixture
def browser(call: Call) -> str:
    """Each has a step of its own."""
    return FIREFOX if call.step.number % 2 else CHROMIUM


async def test_the_lobby_breaks_no_rule(call: Call, browser: str) -> None:
    ada = await call.open("", browser, autojoin=None)
    await ada.wait_state("lobby")
    await ada.click("join")  # without a name, which is complained about
    assert await examine(ada) == []
    assert await cut_off(ada) == []


async def test_the_call_breaks_no_rule(call: Call, browser: str) -> None:
    ada, ben = await call.join("Ada", browser), await call.join("Ben")
    await ada.wait_moving("Ben")
    await ben.click("hand")
    await ben.click("microphone")
    await ada.wait_remote("Ben", hand="true", microphone="false")
    assert await examine(ada) == []
    assert await cut_off(ada) == []
    await ben.say("Hello, Ada!")
    for panel in ("people", "chat", "more"):
        await ada.click(panel)
        assert await examine(ada) == []
        assert await cut_off(ada, f"call-{panel}, call-bar") == []
        await ada.page.keyboard.press("Escape")
    await ada.page.locator("[data-participant=Ben] [data-action=menu]").click()
    assert await examine(ada) == []
    assert await cut_off(ada, "[popover]:popover-open") == []
    await ada.page.keyboard.press("Escape")
    await ada.page.locator("[data-participant=Ben] .chip").click()
    assert await cut_off(ada, ".numbers-full:visible") == []
    await ada.page.keyboard.press("?")
    assert await examine(ada) == []
    assert await cut_off(ada, "call-help") == []


async def test_the_pages_beside_the_call_break_no_rule(call: Call) -> None:
    page = await call.open("Ada", autojoin=None)
    page.forgive("ERR_CONNECTION_REFUSED|Failed to load resource")  # steps that do not run
    for path in ("/steps", "/nothing", *(["/lobby"] if call.step.number == 4 else [])):
        await page.page.goto(call.step.url + path)
        await page.page.locator("h1").wait_for()
        assert await examine(page) == []
