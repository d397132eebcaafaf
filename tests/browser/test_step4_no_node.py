"""What the page of step 4 says while every node is down: nothing that is not so."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.presenting import open_panel, press, states, wait_said
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [4]
LOST = "WebSocket|websocket|establish|interrupted|ICE failed"
WORDS = {
    "en": {
        "waits": "No media server is there now. Trying again …",
        "moves": "was killed. Its rooms move to another node.",
        "last": "was killed. No other node is up: its rooms wait for one.",
        "path": "Chat still works.",
    },
    "de": {
        "waits": "Zurzeit ist kein Medienserver da. Neuer Versuch …",
        "moves": "wurde abgeschaltet. Seine Räume ziehen auf einen anderen um.",
        "last": "wurde abgeschaltet. Kein anderer ist in Betrieb: Seine Räume warten auf einen.",
        "path": "Der Chat geht noch.",
    },
}


@pytest.mark.parametrize(("browser", "language"), [(CHROMIUM, "en"), (FIREFOX, "de")])
async def test_without_a_node_the_page_says_only_what_is_so(
    call: Call, browser: str, language: str
) -> None:
    said = WORDS[language]
    ada = await call.join("Ada", browser, lang=language)
    ada.forgive(LOST)
    ben = await call.join("Ben", browser, lang=language)
    ben.forgive(LOST)
    await ada.wait_moving("Ben")
    await open_panel(ada)
    up = [node for node, state in (await states(ada)).items() if state == "up"]
    for node in up:
        await press(ada, "kill", node)
        await wait_said(ada, f"{node} {said['last' if node == up[-1] else 'moves']}")
    await ada.wait_state("reconnecting")
    banner, notice = (ada.page.locator(name) for name in ("call-banner", "[data-kind=media]"))

    async def waits() -> bool:
        return (await banner.inner_text()).strip() == said["waits"]

    async def is_told() -> bool:
        return await notice.count() == 1 and said["path"] in str(await notice.text_content())

    await until_async(waits, seconds=20, what="one statement in the banner")
    await until_async(is_told, seconds=20, what="a media path that is known to be gone")
    assert await ada.state() == "reconnecting" and await notice.is_hidden()
    await press(ada, "add")
    await ada.wait_state("live", seconds=30)
    await ada.wait_moving("Ben", seconds=40)
