"""The lobby: which rooms there are, on which nodes, who is in them; live, for the operator.

Server-sent events (the HTML standard, section 9.2): one JSON object, and another after each
change. On loopback only: these are the names of people.
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

from common.web import FRONTEND, is_loopback
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

    async def events(self) -> AsyncIterator[str]:
        """The state of the lobby, now and after each change."""
        self.listeners += 1
        before = ""
        try:
            while not self._closing.is_set():
                state = json.dumps(lobby_state(self._fleet, self._clock()), ensure_ascii=False)
                if state != before:
                    yield f"data: {state}\n\n"
                before = state
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._closing.wait()
        finally:
            self.listeners -= 1


def lobby_state(fleet: Fleet, now: float) -> dict[str, Any]:
    """The nodes and their rooms, as the lobby's page is told of them."""
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
        if fleet.home(room.name, now) is node
    ]
    return {"nodes": nodes, "rooms": rooms}


def lobby_routes(lobby: Lobby) -> list[BaseRoute]:
    """The page and its events."""

    async def page(request: Request) -> Response:
        return FileResponse(FRONTEND / "lobby.html") if is_here(request) else not_found()

    async def script(_request: Request) -> Response:
        return FileResponse(FRONTEND / "lobby.js")

    async def events(request: Request) -> Response:
        if not is_here(request):
            return not_found()
        if lobby.listeners >= LISTENERS:
            sentence = f"{LISTENERS} pages listen to the lobby already. Close one of them."
            return JSONResponse({"message": sentence}, 503)
        return StreamingResponse(lobby.events(), media_type="text/event-stream")

    return [
        Route("/lobby", page),
        Route("/lobby.js", script),
        Route("/lobby/events", events),
    ]


def is_here(request: Request) -> bool:
    """Whether a request comes from this computer."""
    return request.client is not None and is_loopback(request.client.host)


def not_found() -> Response:
    """The answer to whoever need not know that there is something."""
    return PlainTextResponse("Not Found", 404)
