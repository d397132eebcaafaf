"""A part of step 4 that dies, is drained or taken away in mid-call, as two browsers show it.

Ada has Chromium and Ben has Firefox; the whole step runs as a user starts it. Somebody behind
another route of the same gateway talks all the time, and loses nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from bench.failover_pages import WATCH, back_after
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant
from tests.bed.gateway_neighbour import Neighbour, neighbour
from tests.bed.gateway_people import lobby
from tests.bed.page import Page
from tests.bed.presenting import node_of, wait_moved, wait_notice
from tests.bed.stage import act, programs, state
from tests.bed.step import Step
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [4]
NODE_SECONDS, GATEWAY_SECONDS, NO_GAP = 5.0, 10.0, 1_000.0  # the last in ms
RECONNECTING = "WebSocket|websocket|establish|interrupted|Failed to load|stage|ICE failed"
LONGEST_GAP = """since => {
    const times = [since, ...shownAt.filter((time) => time > since), Date.now()];
    return Math.max(...times.slice(1).map((time, index) => time - times[index]));
}"""
KEEP_CONNECTION = """() => {
    const Given = window.RTCPeerConnection;
    window.hasFailed = false;
    window.RTCPeerConnection = class extends Given {
        constructor(settings) {
            super(settings);
            this.addEventListener("connectionstatechange", () => {
                window.hasFailed ||= this.connectionState === "failed";
            });
        }
    };
}"""
HAS_FAILED = "window.hasFailed"

Note = Callable[[str, float, str], None]


@pytest.fixture(scope="module")
async def aside(step: Step) -> AsyncIterator[Neighbour]:
    """Somebody who talks through the gateway to a backend that is no node."""
    async with neighbour(step) as opened:
        yield opened


@pytest.fixture
async def nobody_else_notices(aside: Neighbour) -> AsyncIterator[None]:
    """Who talks there does so through the test."""
    yield
    await aside.loses_nothing()


@pytest.fixture(autouse=True)
async def as_before(step: Step) -> AsyncIterator[None]:
    """After each test there are two nodes and a route again."""
    yield
    await act(step, "route-on")
    for told in (await state(step)).values():
        if told == "down":
            await act(step, "add")

    async def are_two() -> bool:
        return ((await step.health()) or {}).get("nodes") == 2

    await until_async(are_two, seconds=30, what="two nodes")


async def pair(call: Call) -> tuple[Page, Page]:
    """Two people who see each other, one with a raised hand, in a room that heartbeats tell of."""
    ada, ben = await asyncio.gather(call.join("Ada", CHROMIUM), call.join("Ben", FIREFOX))
    for page in (ada, ben):
        page.forgive(RECONNECTING)
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    await ada.click("hand")
    await ben.wait_remote("Ada", hand="true")
    await ben.say("before")
    await ada.wait_chat("Ben", "before")
    for page in (ada, ben):
        await page.page.evaluate(f"() => {{{WATCH}}}")
    await is_told(call)
    return ada, ben


async def is_told(call: Call) -> None:
    """Waits for the next heartbeats after all this, and for both people in what they tell."""
    known = await lobby(call.step)

    async def are_told() -> bool:
        told = await lobby(call.step)
        both = ["Ada", "Ben"] in [sorted(room["people"]) for room in told["rooms"]]
        return told != known and both

    await until_async(are_told, seconds=20, what=f"a heartbeat with both after {known}")


async def all_is_kept(ada: Page, ben: Page) -> None:
    """Names, the raised hand and the chat are as before, and the chat goes on."""
    await ben.wait_remote("Ada", hand="true")
    assert await ada.pressed("hand")
    for page in (ada, ben):
        assert sorted(await page.people()) == ["Ada", "Ben"]
        assert await page.chat() == [("Ben", "before")]
    await ada.say("after")
    await ben.wait_chat("Ada", "after")


def now() -> float:
    """The time as pages have it."""
    return 1_000 * time.time()


@pytest.mark.usefixtures("nobody_else_notices")
async def test_a_killed_node_costs_seconds_and_nothing_that_was_said(
    call: Call, measured: Note
) -> None:
    pages = await pair(call)
    node, at = await node_of(pages[0]), now()
    assert (await act(call.step, "kill", node))[0] == 200
    await asyncio.gather(*(wait_moved(page, node) for page in pages))
    await asyncio.gather(pages[0].wait_moving("Ben"), pages[1].wait_moving("Ada"))
    for page in pages:
        away = await page.page.evaluate(LONGEST_GAP, at)
        measured(f"{page.name}'s pictures away", away / 1_000, "s")
        assert away < 1_000 * NODE_SECONDS
    await all_is_kept(*pages)


async def test_a_killed_front_costs_no_picture_and_chat_resumes(call: Call, measured: Note) -> None:
    pages = await pair(call)
    at = now()
    programs(call.step)["front"][0].kill()
    await asyncio.gather(*(page.wait_state("reconnecting") for page in pages))
    await asyncio.gather(*(page.wait_state("live", seconds=30) for page in pages))
    measured("signalling away", (now() - at) / 1_000, "s")
    for page in pages:
        assert await page.page.evaluate(LONGEST_GAP, at) < NO_GAP
    await all_is_kept(*pages)


@pytest.mark.usefixtures("nobody_else_notices")
async def test_a_drained_node_costs_no_picture_and_ends_after_the_call(call: Call) -> None:
    pages = await pair(call)
    node, at = await node_of(pages[0]), now()
    (process,) = programs(call.step)[node]
    assert (await act(call.step, "drain", node))[0] == 200

    async def is_known() -> bool:
        nodes = (await lobby(call.step))["nodes"]
        return (node, "draining") in [(one["name"], one["state"]) for one in nodes]

    await until_async(is_known, what="a front that knows of the drain")
    other = await Participant.join(call.step.url, "another-room", "Cy")
    assert other.welcome["way"]["node"] != node
    await other.leave()
    await asyncio.gather(pages[0].wait_moving("Ben"), pages[1].wait_moving("Ada"))
    await all_is_kept(*pages)
    for page in pages:
        assert await page.page.evaluate(LONGEST_GAP, at) < NO_GAP
        assert await node_of(page) == node
    assert process.is_running()
    for page in pages:
        await page.click("leave")

    async def is_down() -> bool:
        return bool((await state(call.step))[node] == "down")

    await until_async(is_down, seconds=20, what="the end of the drained node")


@pytest.mark.usefixtures("nobody_else_notices")
async def test_without_nodes_the_page_says_so_and_comes_back_with_one(call: Call) -> None:
    pages = await pair(call)
    for node in ("sfu-1", "sfu-2"):
        assert (await act(call.step, "kill", node))[0] == 200
    await asyncio.gather(*(page.wait_state("reconnecting") for page in pages))

    async def say_so() -> bool:
        banners = [await page.page.inner_text("call-banner") for page in pages]
        return all("No media server" in words for words in banners)

    await until_async(say_so, seconds=20, what="a sentence about it")
    assert (await act(call.step, "add"))[0] == 200
    await asyncio.gather(*(page.wait_state("live", seconds=30) for page in pages))
    await asyncio.gather(pages[0].wait_moving("Ben"), pages[1].wait_moving("Ada"))
    await all_is_kept(*pages)


@pytest.mark.usefixtures("nobody_else_notices")
async def test_without_its_route_media_stop_and_the_page_says_why(call: Call) -> None:
    pages = await pair(call)
    at = now()
    assert (await act(call.step, "route-off"))[1]["route"] is False
    await asyncio.gather(*(wait_notice(page, "media", "gateway", seconds=30) for page in pages))
    for page in pages:
        assert await page.page.evaluate(LONGEST_GAP, at) > NO_GAP
    await pages[1].say("without pictures")
    await pages[0].wait_chat("Ben", "without pictures")
    assert (await act(call.step, "route-on"))[1]["route"] is True
    await asyncio.gather(
        pages[0].wait_moving("Ben", seconds=60), pages[1].wait_moving("Ada", seconds=60)
    )


async def test_a_search_that_failed_is_followed_by_a_connection_that_sends(call: Call) -> None:
    pages = await asyncio.gather(
        call.open("Ada", CHROMIUM, autojoin=None), call.open("Ben", FIREFOX, autojoin=None)
    )
    for page in pages:
        page.forgive(RECONNECTING)
        await page.page.evaluate(KEEP_CONNECTION)
        await page.click("join")
    await asyncio.gather(pages[0].wait_moving("Ben"), pages[1].wait_moving("Ada"))
    await act(call.step, "route-off")

    async def failed() -> bool:
        return all([await page.page.evaluate(HAS_FAILED) for page in pages])

    await until_async(failed, seconds=40, what="a search that failed")
    await act(call.step, "route-on")
    await asyncio.gather(
        pages[0].wait_moving("Ben", seconds=40), pages[1].wait_moving("Ada", seconds=40)
    )


async def test_a_killed_gateway_costs_seconds_and_no_word_of_chat(
    call: Call, measured: Note
) -> None:
    pages = await pair(call)
    at = now()
    programs(call.step)["dataplane"][0].kill()
    away = await asyncio.gather(*(back_after(page.page, at, 30.0) for page in pages))
    for page, seconds in zip(pages, away, strict=True):
        assert seconds is not None, f"{page.name}'s pictures stand still"
        measured(f"{page.name}'s pictures away", seconds, "s")
    assert max(seconds or 0.0 for seconds in away) < GATEWAY_SECONDS
    await all_is_kept(*pages)
    for page in pages:
        assert await page.state() == "live"
