"""People in a room of step 4 who come back by themselves, as pages do: those of the benchmark."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import Any

import httpx
from aiortc import RTCCertificate
from websockets.exceptions import ConnectionClosed

from bench.failover_person import Person
from bench.shapes import PICTURES_PER_SECOND
from bench.vp8_pictures import pictures
from tests.bed.client import Participant
from tests.bed.step import Step
from tests.bed.waiting import until

TRACKS = 2  # that each of them sends
ROOMS = 64  # of which one is on any node, but for very bad luck


@cache
def _film() -> list[bytes]:
    """Coded once: that takes a second, in which bystanders want to talk."""
    return pictures(PICTURES_PER_SECOND)


class People:
    """Everybody in one room."""

    def __init__(self, everybody: Sequence[Person]) -> None:
        self.everybody = everybody

    @property
    def node(self) -> str:
        """The node that has their room, as the last welcome says."""
        return self.everybody[0].node

    @property
    def room(self) -> str:
        """Where they are."""
        return self.everybody[0].room

    def get_all(self, since: float = 0.0) -> bool:
        """Whether everybody gets everybody's media, over connections that began after that."""
        wanted = TRACKS * (len(self.everybody) - 1)
        return all(
            one.began_at > since and len(one.watch.begun) >= wanted for one in self.everybody
        )

    async def are_in_touch(self, since: float = 0.0, *, seconds: float = 20.0) -> float:
        """Waits for all media; gives the seconds that it took, of the slowest."""
        what = f"everybody's media {[one.problem for one in self.everybody]}"
        await until(lambda: self.get_all(since), seconds=seconds, what=what)
        return max(one.watch.begun[-1] for one in self.everybody) - since

    async def are_welcomed(self, since: float, *, seconds: float = 20.0) -> None:
        """Waits until the signalling of everybody has begun anew."""
        await until(
            lambda: all(one.welcomed_at > since for one in self.everybody),
            seconds=seconds,
            what=f"a welcome {[one.problem for one in self.everybody]}",
        )

    async def leave(self) -> None:
        """Everybody leaves for good, as a page does."""
        for one in self.everybody:
            if not one.problem:
                await one.leave()

    def forget_gaps(self) -> None:
        """Begins to look for gaps anew."""
        for one in self.everybody:
            one.forget_gap()

    def gap(self) -> float:
        """The longest time in which nothing came to somebody, until now."""
        return max(one.gap() for one in self.everybody)

    def silence(self) -> float:
        """The seconds for which somebody has got nothing."""
        return max(time.monotonic() - one.watch.last_at for one in self.everybody)

    def beginnings(self) -> list[float]:
        """When each one's connection began: another one is a loss, and no gap."""
        return [one.began_at for one in self.everybody]


@asynccontextmanager
async def people(step: Step, room: str, *names: str) -> AsyncIterator[People]:
    """People who get each other's media."""
    certificate, film = RTCCertificate.generateCertificate(), await asyncio.to_thread(_film)
    url = step.url.replace("http", "ws", 1) + "/ws"
    everybody = [
        Person(url, room=room, name=name, certificate=certificate, pictures=film) for name in names
    ]
    staying = [asyncio.create_task(one.stay()) for one in everybody]
    group = People(everybody)
    try:
        await group.are_in_touch()
        yield group
    finally:
        with suppress(ConnectionClosed):
            await group.leave()
        for task in staying:
            task.cancel()
        await asyncio.gather(*staying, return_exceptions=True)


@asynccontextmanager
async def people_elsewhere(
    step: Step, node: str, *names: str, wanted: Callable[[str, str], bool] = lambda *_: True
) -> AsyncIterator[People]:
    """People in a room that is on another node, and is as wanted."""
    async with people(step, await _room_elsewhere(step, node, wanted), *names) as group:
        assert group.node != node
        yield group


async def _room_elsewhere(step: Step, node: str, wanted: Callable[[str, str], bool]) -> str:
    for number in range(ROOMS):
        room = f"elsewhere-{number}-{time.time():.0f}"
        scout = await Participant.join(step.url, room, "Scout")
        there = str(scout.welcome["way"]["node"])
        await scout.leave()
        if there != node and wanted(room, there):
            return room
    raise AssertionError(f"no room in {ROOMS} is as wanted")


async def lobby(step: Step) -> dict[str, Any]:
    """What the lobby tells now of nodes and rooms."""
    async with (
        httpx.AsyncClient(trust_env=False) as client,
        client.stream("GET", f"{step.url}/lobby/events") as answer,
    ):
        lines = answer.aiter_lines()
        told = await anext(line async for line in lines if line.startswith("data:"))
    found: dict[str, Any] = json.loads(told.removeprefix("data:"))
    return found


async def rooms(step: Step) -> dict[str, tuple[str, int]]:
    """The node of each room, and how many people are in it."""
    told = (await lobby(step))["rooms"]
    return {room["name"]: (room["node"], len(room["people"])) for room in told}
