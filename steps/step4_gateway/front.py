"""Step 4, the front: the page, and the way to the node that has the room.

The call is that of step 2, on nodes that no browser can reach; the media go through the gateway.
The front has two doors: to the public one browsers come, for the page, the signalling and the
passwords of the gateway; to the internal one come the heartbeats of the nodes.

It keeps nothing that a second front needs: what it knows, the heartbeats tell it.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from common.beside import beside
from common.descriptors import raise_limit
from common.fields import ProtocolError
from common.http_protocol import LongHttpProtocol
from common.people import people_routes
from common.qr import qr_routes
from common.serving import StepServer, exit_if_taken, run
from common.web import Guard, operator_routes, page_routes
from steps.step4_gateway.announcement import read
from steps.step4_gateway.asking import new_client
from steps.step4_gateway.entrance import Entrance
from steps.step4_gateway.fleet import CHECK_SECONDS, Fleet, Refused
from steps.step4_gateway.front_metrics import health, numbers
from steps.step4_gateway.front_settings import STEP, FrontSettings, read_settings
from steps.step4_gateway.heartbeat import PURPOSE
from steps.step4_gateway.lobby import Lobby, lobby_routes
from steps.step4_gateway.placing import Placing
from steps.step4_gateway.signed import Forged, unseal
from steps.step4_gateway.stage_routes import Stage, stage_routes

TICK = 0.1


class Front:
    """The parts of one front."""

    def __init__(self, settings: FrontSettings) -> None:
        self.secret, self.names = settings.secret, settings.names
        self.fleet = Fleet(time.monotonic())
        self.client = new_client()
        self.placing = Placing(self.fleet, self.client, settings.secret)
        self.keys = settings.keys
        self.entrance = Entrance(self.placing, settings.passwords(self.client), self.keys)
        self.lobby = Lobby(self.fleet)
        stage = Stage(settings.stage, settings.stage_token, self.client)
        self.stage = stage if settings.stage else None

    def hear(self, body: bytes) -> list[str]:
        """Takes a heartbeat; gives the rooms of which the front wants a snapshot."""
        sealed = unseal(self.secret, PURPOSE, body, time.time())
        said = read(sealed.data)
        self.keys.bar(said.barred, time.time())
        return self.fleet.hear(said, time.monotonic())

    def goodbye(self) -> None:
        """Tells everybody that the front stops."""
        self.entrance.goodbye()
        self.lobby.close()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Looks after nodes and rooms for as long as the server runs."""
        async with self.client, beside(self._keep_time()), beside(self._check_nodes()):
            yield

    async def _keep_time(self) -> None:
        before = time.monotonic()
        while True:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            self.fleet.forgive(max(0.0, now - before - 2 * TICK))  # we were late ourselves
            before = now
            self.entrance.close_lost(now)
            self.fleet.tidy(now)

    async def _check_nodes(self) -> None:
        while True:
            await self.placing.check_all()
            await asyncio.sleep(CHECK_SECONDS)


def public_app(front: Front, internal_sockets: list[socket.socket]) -> ASGIApp:
    """What browsers see; the internal door is open as long as this one."""

    async def signalling(websocket: WebSocket) -> None:
        await front.entrance.serve(websocket)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with front.running(), internal_door(front, internal_sockets):
            yield

    routes = [
        WebSocketRoute("/ws", signalling),
        *operator_routes(
            lambda: health(front.fleet), numbers(front.fleet, front.entrance, front.lobby)
        ),
        *lobby_routes(front.lobby, front.keys),
        *stage_routes(front.stage, front.entrance, front.keys),
        *people_routes(lambda room: front.fleet.names_in(room, time.monotonic()), front.keys),
        *qr_routes(front.keys),
        *page_routes(STEP),
    ]
    return Guard(Starlette(routes=routes, lifespan=lifespan), front.names)


def internal_app(front: Front) -> ASGIApp:
    """What nodes see: POST /nodes, for heartbeats, and nothing else."""

    async def nodes(request: Request) -> Response:
        try:
            wanted = front.hear(await request.body())
            # Who brings a token passes us unlooked at: so a node knows whom others have removed.
            return JSONResponse({"wanted": wanted, "barred": list(front.keys.barred.items())})
        except (Forged, Refused) as problem:
            return JSONResponse({"message": str(problem)}, 403)
        except ProtocolError as problem:
            return JSONResponse({"message": str(problem)}, 400)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it

    return Starlette(routes=[Route("/nodes", nodes, methods=["POST"])])


@asynccontextmanager
async def internal_door(front: Front, sockets: list[socket.socket]) -> AsyncIterator[None]:
    """Serves the nodes beside the browsers, in the same event loop."""
    server = StepServer(internal_app(front), lambda: None, signals=False)
    server.config.http = LongHttpProtocol  # for snapshots of rooms
    task = asyncio.create_task(server.serve(sockets))
    try:
        yield
    finally:
        server.should_exit = True
        await task


def main() -> None:
    """Runs the front until Ctrl-C."""
    settings = read_settings()
    raise_limit()
    door, internal_sockets = settings.public_door(), settings.internal_sockets()
    with exit_if_taken("Internal port", settings.internal_port, STEP):
        for listener in (*door.sockets, *internal_sockets):
            listener.listen()  # only now it shows if both are at the same port
    front = Front(settings)
    run(public_app(front, internal_sockets), front.goodbye, door)


if __name__ == "__main__":
    main()
