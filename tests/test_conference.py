"""The conference contract: what a call does, in every step and in every pair of browsers.

The same tests run against each of STEPS. Ada's page runs in the first
browser of the pair, Ben's in the second.
"""

import asyncio
import os
from collections.abc import Callable

import pytest

from common.impairment import TcpRelay
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import clock
from tests.bed.hearing import wait_heard, wait_silent
from tests.bed.page import Page
from tests.bed.step import Step
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [1, 2, 3, 4]
PAIRS = [(CHROMIUM, CHROMIUM), (FIREFOX, FIREFOX), (CHROMIUM, FIREFOX)]
BROWSERS = [CHROMIUM, FIREFOX]
SIGNS = ["muted", "name"]
SOCKET_ERRORS = "WebSocket|websocket|can.t establish|connection to ws|interrupted while"

Note = Callable[[str, float, str], None]


@pytest.fixture(autouse=True)
def way(request: pytest.FixtureRequest, call: Call, step: Step) -> None:
    """From step 3 on all are relayed, each browser over another way; RELAY makes it one for all.

    (For TLS Firefox wants a name: TURN_NAME, as tests/turn/test_office_call.py has it.)
    """
    if step.number >= 3:
        named = request.node.callspec.id if hasattr(request.node, "callspec") else ""
        ways = {"chromium-chromium": "tls", "firefox-firefox": "tcp", "chromium-firefox": "udp"}
        usual = next((way for pair, way in ways.items() if pair in named), "1")
        call.parameters["relay"] = os.environ.get("RELAY", usual)


@pytest.fixture(params=PAIRS, ids="-".join)
def pair(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The browsers of Ada and Ben."""
    browsers: tuple[str, str] = request.param
    return browsers


async def ada_and_ben(call: Call, pair: tuple[str, str]) -> tuple[Page, Page]:
    """Two people in a call who see each other."""
    ada, ben = await asyncio.gather(call.join("Ada", pair[0]), call.join("Ben", pair[1]))
    await asyncio.gather(ada.wait_remote("Ben"), ben.wait_remote("Ada"))
    return ada, ben


async def test_two_people_see_and_hear_each_other(
    call: Call, pair: tuple[str, str], measured: Note
) -> None:
    ada, ben = await ada_and_ben(call, pair)
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    measured("latency of Ben's picture", await ada.latency("Ben"), "ms")
    measured("latency of Ada's picture", await ben.latency("Ada"), "ms")
    assert min(await asyncio.gather(ada.loudness("Ben"), ben.loudness("Ada"))) > 0.001
    assert (await ada.remotes(), await ben.remotes()) == (["Ben"], ["Ada"])
    assert sorted(await ada.people()) == ["Ada", "Ben"]


async def test_a_muted_microphone_is_seen_and_not_heard(call: Call, pair: tuple[str, str]) -> None:
    ada, ben = await ada_and_ben(call, pair)
    sign, name = (ben.page.locator(f"[data-participant=Ada] .tile-{one}") for one in SIGNS)
    assert await name.is_visible() and not await sign.is_visible()
    await ada.click("microphone")
    assert not await ada.pressed("microphone")
    await ben.wait_remote("Ada", microphone="false")
    await ben.wait_person("Ada", microphone="false", camera="true")
    await wait_silent(ben, "Ada")
    assert await name.is_visible() and await sign.is_visible()
    await ada.click("microphone")
    assert await ada.pressed("microphone")
    await ben.wait_remote("Ada", microphone="true")
    assert await name.is_visible() and not await sign.is_visible()
    await asyncio.gather(wait_heard(ben, "Ada"), ben.wait_moving("Ada"))


async def test_a_camera_off_and_on_keeps_the_picture_live(
    call: Call, pair: tuple[str, str]
) -> None:
    ada, ben = await ada_and_ben(call, pair)
    await ada.click("camera")
    await ben.wait_remote("Ada", camera="false")
    await ada.click("camera")
    await ben.wait_remote("Ada", camera="true")
    await ben.wait_moving("Ada")
    assert await ben.latency("Ada") > 0
    await ada.wait_moving("Ben")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_picture_without_a_stamp_has_no_latency(call: Call, browser: str) -> None:
    ben = await call.join("Ben", view=1)
    ada = await call.join("Ada", browser)
    assert await ben.latency("Ada") > 0
    await ada.click("camera")

    async def unknown() -> bool:
        return "latencyMs" not in (await ben.remote("Ada") or {})

    await until_async(unknown, what="a tile without a latency")


async def test_a_late_joiner_gets_a_picture_at_once(
    call: Call, pair: tuple[str, str], measured: Note
) -> None:
    ada = await call.join("Ada", pair[0])
    await call.join("Cid", pair[0])
    await ada.wait_moving("Cid")
    begun = clock()
    ben = await call.open("Ben", pair[1])
    await ben.wait_state("live")
    live = clock()
    await asyncio.gather(ben.wait_remote("Ada"), ben.wait_remote("Cid"))
    measured("page opened to live", live - begun, "s")
    measured("live to the pictures of two", clock() - live, "s")
    await ben.wait_moving("Ada")


async def test_chat_and_a_raised_hand_reach_the_others(call: Call, pair: tuple[str, str]) -> None:
    ada, ben = await ada_and_ben(call, pair)
    await ada.say("Hello, Ben!")
    await ben.wait_chat("Ada", "Hello, Ben!")
    await ben.say("Grüße \N{WAVING HAND SIGN}")
    await asyncio.gather(
        *(page.wait_chat("Ben", "Grüße \N{WAVING HAND SIGN}") for page in (ada, ben))
    )
    assert [text for _, text in await ben.chat()] == [text for _, text in await ada.chat()]
    await ada.click("hand")
    await asyncio.gather(ben.wait_person("Ada", hand="true"), ada.wait_person("Ada", hand="true"))
    assert await ada.pressed("hand")
    await ada.click("hand")
    await ben.wait_person("Ada", hand="false")


async def test_who_leaves_is_gone_and_may_come_again(call: Call, pair: tuple[str, str]) -> None:
    ada, ben = await ada_and_ben(call, pair)
    await ben.click("leave")
    await ben.wait_state("left")
    await ada.wait_gone("Ben", seconds=5)
    assert await ada.people() == ["Ada"]
    await ben.click("rejoin")
    await ben.wait_state("live")
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))


async def test_a_pinned_person_stays_large_without_a_camera_and_after_coming_again(
    call: Call, pair: tuple[str, str]
) -> None:
    ada, ben = await ada_and_ben(call, pair)
    await ben.page.locator("[data-participant=Ada] [data-action=pin]").click()
    await ben.wait_remote("Ada", large="true")
    for camera in ("false", "true"):
        await ada.click("camera")
        await ben.wait_remote("Ada", camera=camera, large="true")
    await ada.click("leave")
    await ben.wait_gone("Ada")
    await ada.click("rejoin")
    await ben.wait_remote("Ada", large="true")
    await ben.wait_moving("Ada")
    await ben.page.keyboard.press("Escape")
    await ben.wait_remote("Ada", large="false")


async def wait_lost(page: Page, name: str) -> None:
    """Waits until a tile shows that somebody's connection and picture are lost."""

    async def lost() -> bool:
        tile = await page.remote(name) or {}
        return tile.get("connected") == "false" and tile.get("state") in ("waiting", "frozen")

    await until_async(lost, seconds=15, what=f"the loss of {name} in {page.name}'s page")


async def test_a_closed_window_is_gone_in_the_end(call: Call) -> None:
    ada = await call.join("Ada", CHROMIUM)
    others = [await call.join("Ben", CHROMIUM), await call.join("Cid", FIREFOX)]
    await asyncio.gather(ada.wait_remote("Ben"), ada.wait_remote("Cid"))
    for page in others:
        # At once, not after it: closing can take a browser as long as the server waits for it.
        await asyncio.gather(call.close(page), wait_lost(ada, page.name))
    await asyncio.gather(ada.wait_gone("Ben", seconds=25), ada.wait_gone("Cid", seconds=25))
    assert await ada.people() == ["Ada"]


async def test_a_reload_leaves_no_ghost_and_brings_the_picture_back(
    call: Call, pair: tuple[str, str], measured: Note
) -> None:
    ada, ben = await ada_and_ben(call, pair)
    begun = clock()
    await ben.page.reload()
    await ben.wait_state("live")
    await ben.wait_remote("Ada")
    measured("reload to the picture", clock() - begun, "s")
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    assert await ada.remotes() == ["Ben"]
    assert sorted(await ada.people()) == ["Ada", "Ben"]


@pytest.mark.parametrize("browser", BROWSERS)
async def test_two_people_of_the_same_name_are_told_apart(call: Call, browser: str) -> None:
    first = await call.join("Ada", browser)
    second = await call.join("Ada", browser)
    await asyncio.gather(first.wait_moving("Ada (2)"), second.wait_moving("Ada"))
    assert sorted(await first.people()) == ["Ada", "Ada (2)"]


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_only_views_sees_and_sends_nothing(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    ben = await call.join("Ben", browser, view=1)
    await ben.wait_moving("Ada")
    await ada.wait_person("Ben", view="true", camera="false")
    assert await ben.remotes() == ["Ada"]
    assert await ada.remotes() == []


async def test_a_cut_connection_comes_back_as_the_same_participant(
    relay: TcpRelay, call: Call, pair: tuple[str, str], measured: Note
) -> None:
    ada = await call.join("Ada", pair[0])
    ben = await call.join("Ben", pair[1], url=f"http://localhost:{relay.port}")
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    for page in (ada, ben):
        page.forgive(SOCKET_ERRORS)
    relay.cut()
    await ben.wait_state("reconnecting")
    # From step 2 on the media have a path of their own, which nobody has cut.
    state = "waiting" if call.step.number == 1 else "live"
    await ada.wait_remote("Ben", state, connected="false")
    await ada.say("Are you there?")
    begun = clock()
    relay.restore()
    await ben.wait_state("live")
    measured("network back to live", clock() - begun, "s")
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    measured("network back to moving pictures", clock() - begun, "s")
    await ben.wait_chat("Ada", "Are you there?")
    assert await ada.remotes() == ["Ben"] and await ben.remotes() == ["Ada"]
