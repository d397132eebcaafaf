"""The names of STRICT_DNS clusters: each is resolved again every five seconds."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import TypeAlias

from steps.step4_gateway.router import Router

logger = logging.getLogger(__name__)

RESOLVE_SECONDS = 5.0
NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}

Resolve: TypeAlias = Callable[[str], Awaitable[Iterable[str]]]


async def resolve(name: str) -> list[str]:
    """The addresses of a name, none if there is no such name; OSError if nobody can tell."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(name, None, type=socket.SOCK_DGRAM)
    except socket.gaierror as problem:
        if problem.errno in NO_SUCH_NAME:
            return []
        raise
    return [str(address[0]) for *_kind, address in found]


class Resolver:
    """Tells a router what its names stand for."""

    def __init__(self, router: Router, resolve: Resolve = resolve) -> None:
        self._router = router
        self._resolve = resolve
        self._changed = asyncio.Event()
        self._unknown: set[str] = set()

    def hurry(self) -> None:
        """Resolves at once: there are other names."""
        self._changed.set()

    async def run(self) -> None:
        """Resolves again and again, until cancelled."""
        while True:
            self._changed.clear()
            await asyncio.gather(*(self._learn(name) for name in self._router.names))
            with suppress(TimeoutError):
                async with asyncio.timeout(RESOLVE_SECONDS):
                    await self._changed.wait()

    async def _learn(self, name: str) -> None:
        """Keeps the last answer if nobody can tell."""
        try:
            async with asyncio.timeout(RESOLVE_SECONDS):
                addresses = list(await self._resolve(name))
        except (OSError, UnicodeError) as problem:  # TimeoutError is an OSError
            if name not in self._unknown:
                logger.warning("%s cannot be resolved: %s", name, problem or "no answer in time")
            self._unknown.add(name)
            return
        self._unknown.discard(name)
        self._router.learn(name, addresses)
