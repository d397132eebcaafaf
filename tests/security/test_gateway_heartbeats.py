"""Whoever reaches the inner doors of step 4 without its secret: the front's, and those of nodes.

The whole step runs as a user starts it; beside the attack two people talk through the gateway.
"""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from steps.step4_gateway.announcement import read
from steps.step4_gateway.signed import LONGEST, seal
from tests.bed.gateway_call import gateway_call, node_of
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.stage import programs, setting, state
from tests.bed.step import Step
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.security]

STEPS = [4]
LIE = {"beat": 1, "capacity": 300, "participants": 0, "cpu": 0.0, "packets": 0, "draining": False}


@pytest.fixture(scope="module")
async def talking(step: Step) -> AsyncIterator[RtcBystander]:
    """Two people in a call."""
    async with gateway_call(step) as call:
        await until_async(lambda: is_as_it_was(step), what="heartbeats that tell of both")
        yield call


@pytest.fixture(autouse=True)
async def nobody_notices(step: Step, talking: RtcBystander) -> AsyncIterator[None]:
    """Their call goes on through each test, on the same node; and no node has come or gone."""
    yield
    await talking.check()
    assert await state(step) == {"route": True, "sfu-1": "up", "sfu-2": "up"}
    assert await is_as_it_was(step)


async def is_as_it_was(step: Step) -> bool:
    """Whether the front knows of two nodes, and of one room with two people in it."""
    told = await step.health() or {}
    return [told[name] for name in ("nodes", "rooms", "participants")] == [2, 1, 2]


def lie(talking: RtcBystander, node: str, **changes: Any) -> dict[str, Any]:
    """A heartbeat by which a room and its people would come to somebody else."""
    room = talking.peers[0].signalling.welcome["room"]
    rooms = [{"name": room, "event": 10**6, "people": []}]
    told = {"node": node, "boot": "0" * 32, "url": "http://127.0.0.1:9", "media": "127.0.0.1:9"}
    said = {**told, **LIE, "rooms": rooms, "snapshots": [], **changes}
    read(said)  # nothing is wrong with it, but for who says it
    return said


def key_of(step: Step) -> bytes:
    """The secret that front and nodes share."""
    return setting(step, "HEARTBEAT_SECRET").encode()


async def post(url: str, body: bytes) -> tuple[int, str]:
    """The status and the sentence of an answer."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(url, content=body)
    return answer.status_code, answer.text


def front_door(step: Step) -> str:
    """Where the front hears the nodes."""
    return f"http://127.0.0.1:{setting(step, 'INTERNAL_PORT')}/nodes"


def node_door(step: Step, name: str) -> str:
    """Where a node takes rooms."""
    told = programs(step)[name][0].environ()
    return f"http://{told['HOST']}:{told['PORT']}/rooms"


@pytest.mark.parametrize("node", ["sfu-1", "sfu-2", "sfu-3"])
async def test_a_forged_heartbeat_is_refused(step: Step, talking: RtcBystander, node: str) -> None:
    said, now = lie(talking, node), time.time()
    good = seal(key_of(step), "heartbeat", said, now)
    bodies = {
        seal(b"a guess", "heartbeat", said, now): "not signed with our secret",
        seal(key_of(step), "heartbeat", said, now - 6): "not sealed within 5 s",
        seal(key_of(step), "heartbeat", said, now + 60): "not sealed within 5 s",
        seal(key_of(step), "restore", said, now): "not for the purpose",
        good.replace(b"10000", b"90000"): "not signed with our secret",
        good.replace(b'"mac":"', b'"mac":"0'): "not signed with our secret",
        good[:-1]: "not valid JSON",
        b"": "not valid JSON",
        b"[" * 100_000: "not valid JSON",
        b" " * (LONGEST + 1): "longer than",
    }
    for body, sentence in bodies.items():
        status, text = await post(front_door(step), body)
        assert (status, sentence in text) == (403, True), (sentence, text)


async def test_a_recorded_heartbeat_is_refused(step: Step, talking: RtcBystander) -> None:
    """As recorded from a node, a moment ago: it was that node which sealed it."""
    said = lie(talking, "sfu-3", rooms=[])
    recorded = seal(key_of(step), "heartbeat", said, time.time())
    assert (await post(front_door(step), recorded))[0] == 200
    for _again in range(3):
        status, text = await post(front_door(step), recorded)
        assert (status, "as new has come before" in text) == (403, True), text
    await until_async(lambda: is_as_it_was(step), what="a front that finds nobody there")


async def test_a_heartbeat_of_a_process_before_is_refused(
    step: Step, talking: RtcBystander
) -> None:
    """As recorded from a node that was started again since."""
    node = node_of(talking.peers[0].signalling)
    recorded = seal(key_of(step), "heartbeat", lie(talking, node), time.time() - 2)
    for _again in range(3):
        status, text = await post(front_door(step), recorded)
        assert (status, "of another process" in text) == (403, True), text


@pytest.mark.parametrize("node", ["sfu-1", "sfu-2"])
async def test_a_node_takes_no_room_from_a_stranger(step: Step, node: str) -> None:
    room = {"room": "planted", "event": 1, "chat": [], "participants": []}
    now, url = time.time(), node_door(step, node)
    for body in (
        seal(b"a guess", "restore", room, now),
        seal(key_of(step), "restore", room, now - 6),
        seal(key_of(step), "heartbeat", room, now),
        b"{}",
        b" " * (LONGEST + 1),
    ):
        assert (await post(url, body))[0] == 403
    assert "planted" not in str((await step.health(), await lobby(step)))


async def lobby(step: Step) -> str:
    """The first thing that the lobby is told."""
    async with (
        httpx.AsyncClient(trust_env=False) as client,
        client.stream("GET", f"{step.url}/lobby/events") as answer,
    ):
        return await anext(line async for line in answer.aiter_lines() if line.startswith("data"))


async def test_who_sends_without_end_is_cut_off(step: Step) -> None:
    for url in (front_door(step), node_door(step, "sfu-1")):
        with pytest.raises(httpx.TransportError):
            await post(url, b" " * (8 * LONGEST))


async def test_the_public_door_has_no_inner_one(step: Step, talking: RtcBystander) -> None:
    body = seal(key_of(step), "heartbeat", lie(talking, "sfu-3"), time.time())
    for path in ("/nodes", "/rooms", "/../nodes", "//nodes"):
        assert (await post(step.url + path, body))[0] in (404, 405), path
