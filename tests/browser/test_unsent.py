"""What cannot be sent now is said to who wants to send it, with the reason."""

import pytest

from common.impairment import TcpRelay
from tests.bed import keyed
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.keyed import key
from tests.bed.page import Page

STEPS = [2]
SETTINGS = keyed.SETTINGS
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
WAITING = "Not sent: you are in the waiting room."
LOST = "Not sent: there is no connection."


async def all_say(page: Page, why: str) -> None:
    """Hand, reaction and chat say why they are not sent."""
    notice = page.page.locator("call-notices [data-kind=error]").get_by_text(why)
    await page.click("hand")
    await notice.wait_for()
    await page.page.locator("call-notices [data-kind=error] [data-action=dismiss]").click()
    await page.click("reactions")
    await page.page.locator("[data-action=react]:visible").first.click()
    await notice.wait_for()
    await page.click("chat")
    await page.page.locator("call-chat input").fill("Hello?")
    await page.click("say")
    await page.page.locator("call-chat [role=alert]").get_by_text(why).wait_for()
    assert await page.page.locator("call-chat input").input_value() == "Hello?"


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_waits_is_told_that_nothing_is_sent(call: Call, browser: str) -> None:
    pia = await call.join("Pia", browser, fragment=f"key={key(call.room, 'present')}")
    await pia.click("host")
    await pia.page.get_by_role("button", name="Let newcomers wait").click()
    gus = await call.open("Gus", browser, fragment=f"key={key(call.room)}")
    await gus.page.get_by_text("You are in the waiting room").first.wait_for()
    badge = gus.page.locator("call-bar [data-action=people] > .badge")
    assert not await badge.is_visible()  # it would say that nobody is in the room
    await all_say(gus, WAITING)
    await gus.click("people")
    await gus.page.get_by_text("is shown here as soon as you are in it").wait_for()
    told = pia.page.locator("call-notices [data-kind=waiting]")

    async def width() -> float:
        box = await told.bounding_box()
        assert box
        return box["width"]

    assert await width() <= 1  # whoever sees the list of them is not told to open it
    await pia.click("host")
    assert await width() > 100
    await pia.click("host")
    await pia.page.get_by_role("button", name="Admit Gus").click()
    await gus.wait_state("live")
    assert await badge.inner_text() == "2"
    await gus.page.locator("call-notices [data-kind=error]").wait_for(state="detached")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_without_a_connection_it_is_said_too(
    call: Call, relay: TcpRelay, browser: str
) -> None:
    fragment = f"key={key(call.room)}"
    ada = await call.join("Ada", browser, url=f"http://localhost:{relay.port}", fragment=fragment)
    ada.forgive("WebSocket|ERR_CONNECTION|can.t establish")
    relay.cut()
    await ada.wait_state("reconnecting")
    await all_say(ada, LOST)


@pytest.mark.parametrize("swallowed", ["on the way there", "on the way back"])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_what_a_silent_network_swallows_is_said_once_when_it_is_back(
    call: Call, relay: TcpRelay, browser: str, swallowed: str
) -> None:
    guest = f"key={key(call.room)}"
    ben = await call.join("Ben", fragment=guest)
    ada = await call.join("Ada", browser, url=f"http://localhost:{relay.port}", fragment=guest)
    ada.forgive("WebSocket|ERR_CONNECTION|can.t establish")
    await ada.say("Before")
    await ben.wait_chat("Ada", "Before")
    (relay.up if swallowed == "on the way there" else relay.down).stalled = True
    await ada.say("First")
    await ada.say("Second")
    await ada.click("hand")
    sending = ada.page.locator("call-chat .unheard")
    await sending.get_by_text("Sending…").last.wait_for()
    assert await sending.locator("p").all_inner_texts() == ["First", "Second"]
    assert await ada.page.locator("call-chat input").input_value() == ""
    if swallowed == "on the way back":
        await ben.wait_chat("Ada", "Second")
    assert await ada.state() == "live"  # nothing is noticed yet
    relay.cut()
    relay.restore()
    lines = [("Ada", text) for text in ("Before", "First", "Second")]
    await ben.wait_chat("Ada", "Second", seconds=15)
    await ada.wait_chat("Ada", "Second", seconds=15)
    await ada.say("Third")
    await ben.wait_chat("Ada", "Third")
    await ada.wait_chat("Ada", "Third")
    assert await ben.chat() == await ada.chat() == [*lines, ("Ada", "Third")]
    assert await sending.count() == 0
    await ben.wait_person("Ada", hand="true")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_line_that_the_server_refuses_is_given_back(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser, fragment=f"key={key(call.room)}")
    await ada.say("A bell: \x07")
    await ada.page.locator("call-notices").get_by_text("control characters").wait_for()
    assert await ada.page.locator("call-chat input").input_value() == "A bell: \x07"
    await ada.say("No bell")
    await ada.wait_chat("Ada", "No bell")
    assert await ada.chat() == [("Ada", "No bell")]


@pytest.mark.parametrize("browser", BROWSERS)
async def test_where_no_screen_can_be_shared_no_button_promises_it(
    call: Call, browser: str
) -> None:
    fragment = f"key={key(call.room)}"
    ada = await call.open("Ada", browser, autojoin=None, fake=None, fragment=fragment)
    await ada.page.add_init_script("delete MediaDevices.prototype.getDisplayMedia")
    await ada.page.reload()
    await ada.click("join")
    await ada.wait_state("live")
    assert await ada.page.locator("[data-action=screen]").is_hidden()
    await ada.page.keyboard.press("s")
    assert await ada.page.locator("call-notices > *").count() == 0
