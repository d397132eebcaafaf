"""The lobby: which rooms there are, on which nodes, who is in them; live, for the operator.

Server-sent events (the HTML standard, section 9.2): one JSON object, and another after each
change. On loopback only: these are the names of people. Where keys are needed, a presenter alone
is told, and of their own room.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Route

from common.access import Key
from common.fields import ProtocolError
from common.keys import Keys
from common.web import FRONTEND, bearer, is_here
from steps.step4_gateway.fleet import Fleet

LISTENERS = 16
LOOK_SECONDS = 0.5  # between two looks at what has changed


class Lobby:
    """Who listens to the lobby, and until when."""

    def __init__(self, fleet: Fleet, clock: Callable[[], float] = time.monotonic) -> None:
        self.listeners = 0
        self._fleet = fleet
        self._clock = clock
        self._closing = asyncio.Event()

    def close(self) -> None:
        """Ends all streams: the front stops."""
        self._closing.set()

    async def events(self, room: str | None = None) -> AsyncIterator[str]:
        """The state of the lobby, or of one room in it, now and after each change."""
        self.listeners += 1
        before = ""
        try:
            while not self._closing.is_set():
                told = lobby_state(self._fleet, self._clock(), room)
                state = json.dumps(told, ensure_ascii=False)
                if state != before:
                    yield f"data: {state}\n\n"
                before = state
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._closing.wait()
        finally:
            self.listeners -= 1


def lobby_state(fleet: Fleet, now: float, only: str | None = None) -> dict[str, Any]:
    """The nodes and their rooms, as the lobby's page is told of them; perhaps of one room only."""
    nodes = [
        {
            "name": node.name,
            "state": fleet.state(node, now),
            "participants": node.said.participants,
            "capacity": node.said.capacity,
            "cpu": round(node.said.cpu, 2),
            "rooms": len(node.rooms),
        }
        for node in fleet.nodes.values()
    ]
    rooms = [
        {"name": room.name, "node": node.name, "people": list(room.people)}
        for node in fleet.healthy(now)
        for room in node.rooms.values()
        if only in (None, room.name) and fleet.home(room.name, now) is node
    ]
    return {"nodes": nodes, "rooms": rooms}


def lobby_routes(lobby: Lobby, keys: Keys) -> list[BaseRoute]:
    """The page and its events."""

    async def page(request: Request) -> Response:
        return FileResponse(FRONTEND / "lobby.html") if is_here(request) else not_found()

    async def script(_request: Request) -> Response:
        return FileResponse(FRONTEND / "lobby.js")

    async def events(request: Request) -> Response:
        if not presents(request, keys):
            return not_found()
        if lobby.listeners >= LISTENERS:
            sentence = f"{LISTENERS} pages listen to the lobby already. Close one of them."
            return JSONResponse({"message": sentence}, 503)
        key = keys.read(bearer(request))
        stream = lobby.events(key.room if key else None)
        return StreamingResponse(stream, media_type="text/event-stream")

    return [
        Route("/lobby", page),
        Route("/lobby.js", script),
        Route("/lobby/events", events),
    ]


def presents(request: Request, keys: Keys) -> bool:
    """Whether an operator asks, and where keys are needed, with a presenter's."""
    try:
        key: Key | None = keys.read(bearer(request))
    except ProtocolError:
        return False
    if key is not None and (key.is_expired(time.time()) or not key.allows("present")):
        return False
    return is_here(request)


def not_found() -> Response:
    """The answer to whoever need not know that there is something."""
    return PlainTextResponse("Not Found", 404)
