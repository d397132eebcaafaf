"""The order in which Tab goes through the page: that in which it is read, and nothing twice."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page

STEPS = [1, 2, 3, 4]
SPREAD = True  # the same page in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

LOBBY = ["microphone", "camera", "name", "room", "join", "All four steps", "language"]
HEAD = ["skip", "your numbers"]
STAGE = ["Ben's numbers", "pin", "menu", "move-self", "hide-self"]
CHAT = ["close-panel", "text", "say"]
OWN = ["microphone", "camera", "screen", "hand", "reactions"]
BAR = [*OWN, "people", "chat", "invite", "more", "leave"]
FROM_THE_TOP = "() => { document.body.tabIndex = -1; document.body.focus(); }"
NAMED = """(() => {
    const one = document.activeElement;
    const whose = one.closest("[data-participant]") ? "Ben's" : "your";
    if (one.matches(".chip")) return `${whose} numbers`;
    if (one === document.body || one.matches(":not(a, button, input, select)")) return "";
    return one.dataset.action || one.name || one.textContent.trim();
})()"""
MOST = 60  # presses


async def tabbed(page: Page) -> list[str]:
    """What has the focus after each Tab, from the first to the last."""
    await page.page.evaluate(FROM_THE_TOP)
    found: list[str] = []
    for _ in range(MOST):
        await page.page.keyboard.press("Tab")
        name = str(await page.page.evaluate(NAMED))  # none: the browser's own, or what scrolls
        if name and name == next(iter(found), None):
            break
        found += [name] if name else []
    return found


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_tab_goes_through_the_page_as_it_is_read(call: Call, browser: str) -> None:
    ada = await call.open("Ada", browser, autojoin=None)
    await ada.page.locator("[name=camera-device]").wait_for(state="attached")
    lobby = await tabbed(ada)
    assert lobby[: len(LOBBY)] == LOBBY and lobby[-1] == "test-speaker"
    await ada.click("join")
    await ada.wait_state("live")
    await call.join("Ben", browser)
    await ada.wait_moving("Ben")
    head = [*HEAD, "presenter"] if call.step.number == 4 else HEAD  # of the nodes
    assert await tabbed(ada) == [*head, *STAGE, *BAR]
    await ada.say("Hello")
    assert await tabbed(ada) == [*head, *STAGE, *CHAT, *BAR]
