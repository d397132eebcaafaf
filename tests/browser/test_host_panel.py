"""The presenter's panel, whose wishes a test answers in the place of the server."""

from typing import Any

import pytest
from playwright.async_api import Locator

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX]),
]

STEPS = [1]
OPEN = """async () => {
    const { src } = document.querySelector("script[type=module]");
    const { attendHost } = await import(new URL("../lib/host.js", src));
    const hear = (detail) => signaling.dispatchEvent(new CustomEvent("message", { detail }));
    globalThis.host = { sent: [], connected: true, hear };
    const signaling = new EventTarget();
    signaling.send = (wish) => host.connected && host.sent.push(wish) > 0;
    const addPanel = (name, panel) => document.querySelector("main").replaceChildren(panel);
    const notices = { show() {} };
    attendHost({ signaling, screen: { addPanel, notices } });
    const person = (id, name) => ({ id, name, view: false, microphone: true });
    const participants = [person(1, "Pia"), person(2, "Gus")];
    hear({ type: "welcome", rights: "present", you: 1, participants, chat: [], locked: false });
}"""
HEAR = "(message) => host.hear(message)"
FOCUSED = "document.activeElement.dataset.action"


async def open_panel(call: Call, browser: str) -> Page:
    """A page with Pia's panel, in a room where Gus is."""
    page = await call.open("Pia", browser, autojoin=None)
    await page.wait_state("lobby")
    await page.page.evaluate(OPEN)
    return page


def button(page: Page, name: str) -> Locator:
    """The button of this name."""
    return page.page.get_by_role("button", name=name, exact=True)


async def sent(page: Page) -> Any:
    """What was asked of the server."""
    return await page.page.evaluate("host.sent")


async def test_a_double_click_asks_and_does_not_remove(call: Call, browser: str) -> None:
    pia = await open_panel(call, browser)
    await button(pia, "Remove Gus").dblclick()
    await button(pia, "Really remove Gus?").wait_for()
    assert await sent(pia) == []
    await pia.click("remove")
    assert await sent(pia) == [{"type": "remove", "participant": 2}]


async def test_what_could_not_be_sent_is_not_called_done(call: Call, browser: str) -> None:
    pia = await open_panel(call, browser)
    told = pia.page.locator("call-host > .host-body > [role=status]")
    await pia.page.evaluate("host.connected = false")
    for name in ("Mute Gus", "Mute all", "Let newcomers wait"):
        await button(pia, name).click()
        assert await told.inner_text() == "Not done: there is no connection. Try again in a moment."
        await pia.page.evaluate(HEAR, {"type": "locked", "locked": False})
    await pia.page.evaluate("host.connected = true")
    await button(pia, "Mute Gus").click()
    assert await told.inner_text() == "Gus was muted."
    assert await sent(pia) == [{"type": "mute", "participant": 2}]


async def test_the_focus_stays_in_the_waiting_room_when_all_are_admitted(
    call: Call, browser: str
) -> None:
    pia = await open_panel(call, browser)
    people = [{"id": 7, "name": "Ada"}, {"id": 8, "name": "Ben"}, {"id": 9, "name": "Cem"}]
    await pia.page.evaluate(HEAR, {"type": "waiting_list", "people": people})
    await button(pia, "Admit all").press("Enter")
    await pia.page.evaluate(HEAR, {"type": "waiting_list", "people": people[1:]})
    assert await pia.page.evaluate(FOCUSED) == "admit-all"  # Ada has given up meanwhile
    await pia.page.evaluate(HEAR, {"type": "waiting_list", "people": []})
    assert await pia.page.evaluate(FOCUSED) == "waiting-room"
