"""Sending a node's heartbeats: to every address of the front's name, however many are away.

Fronts do not know each other: each is told all, and has one beat at a time on the way. One that
does not answer delays only itself.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from common.beside import beside
from steps.step4_gateway.heartbeat import (
    BEAT_SECONDS,
    PURPOSE,
    Heart,
    Known,
    Load,
    barred,
    wanted,
)
from steps.step4_gateway.node_settings import NodeSettings
from steps.step4_gateway.resolver import RESOLVE_SECONDS, Resolve, resolve
from steps.step4_gateway.signed import seal

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 1.0
LEAST_SECONDS = 0.05  # between two beats, however much happens
SHORTEST_MEASURE = 0.4  # seconds over which the load is told: what one beat costs is not it
LONGEST_ANSWER = 128 * 1024
LONGEST_REASON = 200  # characters of an answer that is shown in the log
MOST_FRONTS = 16


@dataclass(slots=True)
class Front:
    """One front, at one address."""

    url: str
    known: Known = field(default_factory=Known)
    busy: bool = False  # a beat is on its way
    late: bool = False  # something has happened since it left
    problem: str = ""  # why the last one did not arrive


class Announcer:
    """The heartbeats of one node."""

    def __init__(
        self,
        heart: Heart,
        settings: NodeSettings,
        packets: Callable[[], int],
        resolve: Resolve = resolve,
    ) -> None:
        self.fronts: dict[str, Front] = {}  # by address
        self._resolve = resolve
        self._heart, self._secret, self._packets = heart, settings.secret, packets
        parts = urlsplit(settings.front)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._hurry = asyncio.Event()
        self._load = Load(cpu=0.0, packets=0)
        self._measured = (time.monotonic(), time.process_time())

    @asynccontextmanager
    async def announcing(self) -> AsyncIterator[None]:
        """Tells the fronts twice a second and of all news at once; at the end, of the end."""
        # Not by way of a proxy that the environment names: fronts are near.
        async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS) as client:
            async with beside(self._run(client)):
                yield
            self._heart.draining = True
            await asyncio.gather(*(self._tell(client, front) for front in self.fronts.values()))

    def hurry(self) -> None:
        """Tells the fronts at once: something has happened."""
        self._hurry.set()

    async def _run(self, client: httpx.AsyncClient) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._find_fronts())
            while True:
                self._hurry.clear()
                self._load = self._measure()
                for front in self.fronts.values():
                    front.late = front.busy
                    if not front.busy:
                        front.busy = True
                        group.create_task(self._tell(client, front))
                await asyncio.sleep(LEAST_SECONDS)
                with suppress(TimeoutError):
                    async with asyncio.timeout(BEAT_SECONDS - LEAST_SECONDS):
                        await self._hurry.wait()

    async def _find_fronts(self) -> None:
        while True:
            # With no answer, or none that helps, the fronts of before are as good as any.
            with suppress(OSError, UnicodeError):
                async with asyncio.timeout(RESOLVE_SECONDS):
                    found = list(dict.fromkeys(await self._resolve(self._host)))[:MOST_FRONTS]
                self._learn(found or list(self.fronts))
            await asyncio.sleep(RESOLVE_SECONDS if self.fronts else BEAT_SECONDS)

    def _learn(self, addresses: list[str]) -> None:
        before = self.fronts
        self.fronts = {a: before.get(a) or Front(self._url_of(a)) for a in addresses}
        if self.fronts.keys() - before.keys():
            self.hurry()

    def _url_of(self, address: str) -> str:
        host = f"[{address}]" if ":" in address else address
        return f"http://{host}:{self._port}/nodes"

    def _measure(self) -> Load:
        now, worked = time.monotonic(), time.process_time()
        before, worked_before = self._measured
        if now - before < SHORTEST_MEASURE:
            return Load(self._load.cpu, self._packets())
        self._measured = now, worked
        share = (worked - worked_before) / (now - before)
        return Load(share, self._packets())

    async def _tell(self, client: httpx.AsyncClient, front: Front) -> None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                self._note(front, await self._beat(client, front))
        except Exception as problem:  # whatever it was: a node that falls silent counts as lost
            self._note(front, str(problem) or type(problem).__name__)
        finally:
            front.busy = False
            if front.late:
                self.hurry()

    async def _beat(self, client: httpx.AsyncClient, front: Front) -> str:
        """Sends one beat; says what the front has against it."""
        beat = self._heart.beat(front.known, self._load)
        body = seal(self._secret, PURPOSE, beat.data, time.time())
        async with client.stream("POST", front.url, content=body) as response:
            answer = await _text(response)
        if response.status_code != httpx.codes.OK:
            return f"{response.status_code} {answer[:LONGEST_REASON]}"
        front.known.learn(beat.sent, wanted(answer))
        self._heart.keys.bar(barred(answer), time.time())
        return ""

    def _note(self, front: Front, problem: str) -> None:
        """Once in the log, not twice a second."""
        if problem and not front.problem:
            logger.warning("front %s does not take heartbeats: %s", front.url, problem)
        elif front.problem and not problem:
            logger.warning("front %s takes heartbeats again", front.url)
        front.problem = problem


async def _text(response: httpx.Response) -> str:
    body = b""
    async for part in response.aiter_bytes():
        body += part
        if len(body) > LONGEST_ANSWER:
            raise ValueError(f"an answer of over {LONGEST_ANSWER} bytes")
    return body.decode()
