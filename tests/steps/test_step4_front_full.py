"""A node that takes nobody although the front counts on it: who joins is sent on to the next."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from common.beside import beside
from common.rooms import Rooms
from common.serving import serving
from common.signaling import Join
from steps.step4_gateway.entrance import OPEN_SECONDS
from steps.step4_gateway.placement import heaviest
from steps.step4_gateway.snapshot import as_data, take
from tests.bed.client import Participant
from tests.bed.front_bed import RunningFront, beat, beat_data, keep_telling, running_front
from tests.bed.node_bed import node, recorder

pytestmark = pytest.mark.anyio

FULL = "The server is full. Try again in a few minutes."
EVEN = {"sfu-1": 200.0, "sfu-2": 200.0}


async def refuse_a_join(websocket: WebSocket) -> None:
    """What a full node says to whoever would begin a room."""
    await websocket.accept("polycloud.v1")
    await websocket.receive_json()
    await websocket.send_json({"type": "error", "code": "server_full", "message": FULL})
    await websocket.close(1008)


async def say_nothing(_websocket: WebSocket) -> None:
    """What a node does to whoever comes while it has too much to do."""
    await asyncio.sleep(OPEN_SECONDS + 1)


async def refuse_a_room(_request: Request) -> Response:
    """What a full node says to a front that wants a room restored."""
    return JSONResponse({"message": FULL}, 503)


async def is_well(_request: Request) -> Response:
    """It is full, and not ill."""
    return JSONResponse({"status": "ok"})


@asynccontextmanager
async def half_full(
    folder: Path, join: Callable[[WebSocket], Awaitable[None]] = refuse_a_join
) -> AsyncIterator[RunningFront]:
    """A front that takes sfu-1 for empty, which is full; sfu-2 is a node with places."""
    routes = [
        WebSocketRoute("/ws", join),
        Route("/rooms", refuse_a_room, methods=["POST"]),
        Route("/healthz", is_well),
    ]
    async with (
        recorder() as nowhere,
        node(folder, nowhere.url, NODE="sfu-2") as real,
        serving(Starlette(routes=routes), lambda: None) as full,
        running_front() as front,
        beside(keep_telling([front], {"sfu-1": full, "sfu-2": real.url})),
    ):
        await front.hears("sfu-1", "sfu-2")
        yield front


def of_the_full_one() -> Iterator[str]:
    """Names of rooms that would be on sfu-1."""
    names = (f"room-{number}" for number in count())
    return (name for name in names if heaviest(name, EVEN) == "sfu-1")


async def test_who_begins_a_room_is_brought_to_the_next_node(tmp_path: Path) -> None:
    async with half_full(tmp_path) as front:
        for name, _time in zip(of_the_full_one(), range(3), strict=False):
            ada = await Participant.join(front.url, name, "Ada")
            assert ada.welcome["way"]["node"] == "sfu-2"
            await ada.leave()


async def test_who_comes_to_a_room_that_is_there_is_told_that_its_node_is_full(
    tmp_path: Path,
) -> None:
    async with half_full(tmp_path) as front:
        url = front.front.fleet.nodes["sfu-1"].said.url
        rooms = [{"name": "talk", "event": 1, "people": ["Ada"]}]
        assert (await beat(front.internal, beat_data("sfu-3", url=url, rooms=rooms)))[0] == 200
        ben = await Participant.open(front.url)
        await ben.send(type="join", room="talk", name="Ben")
        assert (await ben.expect("error"))["message"] == FULL
        assert await ben.closed() == 1008


async def test_a_room_that_its_new_node_does_not_take_goes_on_on_the_next(tmp_path: Path) -> None:
    async with half_full(tmp_path) as front:
        name, rooms = next(of_the_full_one()), Rooms(first_id=7)
        ada = rooms.enter(Join(name, "Ada"), "secret", clock_ms=1)
        gone: dict[str, Any] = {
            "rooms": [{"name": name, "event": 1, "people": ["Ada"]}],
            "snapshots": [as_data(take(ada.room))],
        }
        assert (await beat(front.internal, beat_data("gone", **gone)))[0] == 200
        front.front.fleet.found_dead(front.front.fleet.nodes["gone"])
        again = await Participant.join(front.url, name, "Ada", token=ada.token)
        assert again.welcome["resumed"] and again.id == 7
        assert again.welcome["way"]["node"] == "sfu-2"
        await again.leave()


async def test_joins_that_a_node_does_not_answer_are_no_proof_of_its_death(tmp_path: Path) -> None:
    async with half_full(tmp_path, say_nothing) as front:
        names = [name for name, _time in zip(of_the_full_one(), range(6), strict=False)]
        people = [Participant.join(front.url, name, "Ada") for name in names]
        for ada in await asyncio.gather(*people):
            assert ada.welcome["way"]["node"] == "sfu-2"
            await ada.close()
        busy = front.front.fleet.nodes["sfu-1"]
        assert busy.failures == 0 and front.front.fleet.is_healthy(busy, time.monotonic())
