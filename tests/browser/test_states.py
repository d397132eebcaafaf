"""The states of a call, none of which flickers, and what is said aloud of a room."""

import pytest

from common.impairment import TcpRelay
from tests.bed.axe import examine
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async

STEPS = [1, 2, 3, 4]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
WATCH = """
globalThis.states = [];
const add = () => {
  const state = document.body?.dataset.state;
  if (state && state !== states.at(-1)) states.push(state);
};
const seen = { childList: true, subtree: true, attributeFilter: ["data-state"] };
new MutationObserver(add).observe(document, seen);
addEventListener("DOMContentLoaded", () => {
  globalThis.aloud = [];
  const hear = () => aloud.push(document.querySelector("call-announcer")?.textContent ?? "");
  new MutationObserver(hear).observe(document.body, { childList: true, subtree: true });
});
"""


async def said(page: Page, words: str) -> None:
    """Waits until something was said aloud."""

    async def heard() -> bool:
        return bool(await page.page.evaluate(f"aloud.some((text) => text.includes({words!r}))"))

    await until_async(heard, what=f"{words!r} said aloud")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_states_come_once_each_and_changes_are_said_aloud(
    call: Call, relay: TcpRelay, browser: str
) -> None:
    ada = await call.open("Ada", browser, autojoin=None, url=f"http://localhost:{relay.port}")
    ada.forgive("WebSocket|ERR_CONNECTION|can.t establish|interrupted while")
    await ada.page.add_init_script(WATCH)
    await ada.page.reload()
    await ada.click("join")
    await ada.wait_state("live")
    assert await ada.page.evaluate("states") == ["lobby", "joining", "live"]
    ben = await call.join("Ben")
    await said(ada, "Ben joined")
    await ben.click("hand")
    await said(ada, "Ben raised")
    for line in ("The chat is closed.", "The chat is open."):
        await ben.say(line)
        await said(ada, f"Ben writes: {line}")
        await ada.click("chat")
    relay.cut()
    await ada.wait_state("reconnecting")
    await said(ada, "Connection lost. Trying again.")
    at_once = ada.page.locator("call-announcer [role=alert][aria-live=assertive]")
    assert "Connection lost. Trying again." in str(await at_once.text_content())
    await ada.page.locator("call-banner").wait_for()
    assert await examine(ada) == []
    relay.restore()
    await ada.wait_state("live")
    await said(ada, "Connected again.")
    assert not await at_once.text_content(), "an alarm about what is over"
    states = await ada.page.evaluate("states")
    assert states == ["lobby", "joining", "live", "reconnecting", "live"]
    await ben.click("leave")
    await said(ada, "Ben left")
    await ada.page.reload()  # goes back in at once
    await ada.wait_state("live")
    for action, state in (("leave", "left"), ("rejoin", "live"), ("leave", "left")):
        await ada.click(action)
        await ada.wait_state(state)
    states = await ada.page.evaluate("states")
    assert states == ["lobby", "joining", "live", "left", "joining", "live", "left"]


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_gives_up_before_the_server_answers_has_left_no_call(
    call: Call, relay: TcpRelay, browser: str
) -> None:
    ada = await call.open("Ada", browser, autojoin=None, url=f"http://localhost:{relay.port}")
    ada.forgive("WebSocket|ERR_CONNECTION|ERR_SOCKET_NOT_CONNECTED|can.t establish|interrupted")
    await ada.page.locator("call-present", has_text="Nobody is in this room yet.").wait_for()
    await ada.page.wait_for_load_state("networkidle")
    relay.cut()
    await ada.click("join")
    await ada.wait_state("joining")
    await ada.click("leave")
    await ada.page.get_by_role("heading", name="You did not enter the call").wait_for()


COUNT_PINGS = """
globalThis.pings = 0;
globalThis.WebSocket = class extends WebSocket {
  constructor(...wishes) {
    super(...wishes);
    this.addEventListener("message", ({ data }) => {
      if (String(data).startsWith('{"type":"ping"')) pings += 1;
    });
  }
};
"""
ONLINE = "dispatchEvent(new Event('online'))"


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_network_that_comes_back_ends_no_connection_that_answers(
    call: Call, relay: TcpRelay, browser: str
) -> None:
    ada = await call.open("Ada", browser, url=f"http://localhost:{relay.port}")
    ada.forgive("WebSocket|websocket|establish|interrupted")
    for script in (WATCH, COUNT_PINGS):
        await ada.page.add_init_script(script)
    await ada.page.reload()
    await ada.wait_state("live")
    for _ in range(2):  # sooner than the server would ask by itself
        before = await ada.page.evaluate(f"{ONLINE}; pings")

        async def asked(before: int = before) -> bool:
            return bool(await ada.page.evaluate("pings") > before)

        await until_async(asked, seconds=3, what="a sign of the server")
    assert (await ada.page.evaluate("states"))[-2:] == ["joining", "live"]
    relay.stall()
    await ada.page.evaluate(ONLINE)
    await ada.wait_state("reconnecting", seconds=6)
    relay.restore()
    await ada.wait_state("live")
