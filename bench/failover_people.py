"""Those who are in the rooms of the failover benchmark without a browser, and what they notice."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from aiortc import RTCCertificate

from bench.failover_person import Person
from bench.shapes import PICTURES_PER_SECOND
from bench.vp8_pictures import pictures

ROOMS = {"hall": 4, "lobby": 3}  # people
TRACKS = 2  # that each of them sends
PATIENCE = 30.0  # seconds
LOOK_SECONDS = 0.01
SAYING = "I was here before the first node died."


class People:
    """Everybody, in their rooms from `enter` on."""

    def __init__(self, url: str) -> None:
        self.all: list[Person] = []
        self._url = url
        self._certificate = RTCCertificate.generateCertificate()
        self._pictures = pictures(PICTURES_PER_SECOND)
        self._tasks: list[asyncio.Task[None]] = []
        self._first_ids: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks)

    async def enter(self) -> None:
        """Fills the rooms, and waits until everybody gets everybody's media."""
        for room, count in ROOMS.items():
            for number in range(count):
                await self._bring_in(room, f"{room.title()} {number + 1}")
        if not await self._until(lambda: all(self.gets_all(one, 0.0) for one in self.all)):
            raise RuntimeError(f"Not everybody gets everybody's media. {self.problems()}")
        self._first_ids = {one.name: one.welcome["you"] for one in self.all}
        await self.all[0].say(SAYING)

    def gets_all(self, person: Person, since: float) -> bool:
        """Whether the media of all others come over a connection that began after that."""
        return person.began_at > since and len(person.watch.begun) >= self._wanted(person)

    async def back_after(self, person: Person, at: float) -> float | None:
        """How many seconds after that the last of the others' media came; None: not in time."""
        if not await self._until(lambda: self.gets_all(person, at)):
            return None
        return person.watch.begun[self._wanted(person) - 1] - at

    async def welcomed_after(self, person: Person, at: float) -> float | None:
        """How many seconds after that somebody was welcomed; None: not in time."""
        back = await self._until(lambda: person.welcomed_at > at)
        return person.welcomed_at - at if back else None

    def kept(self) -> dict[str, Any]:
        """How many are still who they were at first."""
        same = [one.welcome["you"] == self._first_ids[one.name] for one in self.all]
        return {"people": len(same), "same_participant": sum(same), "problems": self.problems()}

    async def chat_is_kept(self) -> bool:
        """Whether somebody who comes now reads what was said at first."""
        late = await self._bring_in(self.all[0].room, "Latecomer")
        self.all.remove(late)
        task = self._tasks.pop()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return any(line["text"] == SAYING for line in late.welcome.get("chat", []))

    def problems(self) -> list[str]:
        """Why the server has sent somebody away."""
        return [f"{one.name}: {one.problem}" for one in self.all if one.problem]

    async def _bring_in(self, room: str, name: str) -> Person:
        person = Person(
            self._url,
            room=room,
            name=name,
            certificate=self._certificate,
            pictures=self._pictures,
        )
        self.all.append(person)
        self._tasks.append(asyncio.create_task(person.stay()))
        if not await self._until(lambda: person.welcomed_at > 0):
            raise RuntimeError(f"{name} was not let in. {person.problem}")
        return person

    def _wanted(self, person: Person) -> int:
        return TRACKS * (sum(one.room == person.room for one in self.all) - 1)

    async def _until(self, condition: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline or all(task.done() for task in self._tasks):
                return False
            await asyncio.sleep(LOOK_SECONDS)
        return True
