"""A node: the server of step 2 on a private address, which tells the front of itself.

    ADVERTISE=127.0.1.1 FRONT=http://127.0.0.1:8104 HEARTBEAT_SECRET=... \\
        python -m steps.step4_gateway.node

It knows nothing of gateways, STUN or TURN: its only candidate is its private address. On SIGTERM
it drains: the front puts no more rooms on it, and it ends after its last participant.
"""

import logging
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from common.fields import ProtocolError
from common.http_protocol import LongHttpProtocol
from common.key_settings import read_keys
from common.keys import Keys
from common.meeting import Meeting
from common.rooms import Rooms
from common.server_messages import News, ParticipantUpdated, ReactionShown
from common.serving import BAD_SETTING, PORT_BUSY, StepServer, open_sockets
from common.web import Guard
from steps.step2_sfu.port import Port
from steps.step2_sfu.server import create_app
from steps.step2_sfu.sfu import Sfu
from steps.step4_gateway.announcer import Announcer
from steps.step4_gateway.heartbeat import Heart, Identity
from steps.step4_gateway.node_settings import NodeSettings, parse_settings
from steps.step4_gateway.signed import Forged, unseal
from steps.step4_gateway.snapshot import parse, restored

RESTORE = "restore"
ID_BASES = 2**46  # ids are unique over all nodes, and exact in JavaScript


class Node:
    """The parts of one node."""

    def __init__(self, settings: NodeSettings, port: Port, keys: Keys | None = None) -> None:
        self.settings = settings
        self.sfu = Sfu(port)
        self.meeting = Meeting(
            on_gone=self.sfu.leave,
            has_media=self.sfu.has_media,
            keys=keys,
            on_news=self._note,
        )
        self.meeting.rooms = Rooms(first_id=1 + secrets.randbelow(ID_BASES))
        identity = Identity(settings.name, secrets.token_hex(8), settings.url, settings.media)
        self.heart = Heart(identity, settings.capacity, self.meeting.rooms, self.meeting.keys)
        self.ends_at = float("inf")  # on the monotonic clock, from the drain on
        self.on_urgent: Callable[[], None] = lambda: None

    def drain(self, now: float) -> None:
        """Begins to wait until everybody has gone."""
        self.heart.draining = True
        self.ends_at = now + self.settings.grace

    def is_over(self, now: float) -> bool:
        """Whether a drain has nobody, or no time, to wait for."""
        return self.heart.draining and (not self.meeting.rooms.participants or now >= self.ends_at)

    def restore(self, body: bytes) -> None:
        """Takes a room over from a node that is gone; Forged or ProtocolError if it is none."""
        sealed = unseal(self.settings.secret, RESTORE, body, time.time())
        self.meeting.rooms.restore(restored(parse(sealed.data), time.monotonic()))

    def _note(self, news: News) -> None:
        # Who came, who left and what was said must outlive this node; who speaks changes all the
        # time, and can wait for the next beat.
        if not isinstance(news, ParticipantUpdated | ReactionShown):
            self.on_urgent()


def node_app(node: Node) -> ASGIApp:
    """The server of step 2, and POST /rooms beside it."""

    async def rooms(request: Request) -> Response:
        try:
            node.restore(await request.body())
        except Forged as problem:
            return JSONResponse({"message": str(problem)}, 403)
        except ProtocolError as problem:
            status = 503 if problem.code == "server_full" else 400
            return JSONResponse({"message": str(problem)}, status)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        return Response(status_code=204)

    restoring = Guard(Starlette(routes=[Route("/rooms", rooms, methods=["POST"])]))
    step2 = create_app(node.meeting, node.sfu)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and scope["path"] == "/rooms"
        await (restoring if is_ours else step2)(scope, receive, send)

    return app


class NodeServer(StepServer):
    """The server of a node: the first SIGTERM drains it, the next one ends it, as Ctrl-C does."""

    def __init__(self, node: Node) -> None:
        ready = f"Node {node.settings.name} is on {node.settings.url}/"
        super().__init__(node_app(node), node.meeting.goodbye, ready=ready)
        self.config.http = LongHttpProtocol  # for snapshots of rooms
        self._node = node
        self._announcer = Announcer(node.heart, node.settings, lambda: node.sfu.port.sent)
        node.on_urgent = self._announcer.hurry
        self._drain_asked = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Takes a signal, wherever the program is just now: nothing but a note is made of it."""
        if sig == signal.SIGTERM and not self._drain_asked:
            self._drain_asked = True
        else:
            super().handle_exit(sig, frame)

    async def main_loop(self) -> None:
        """Serves, and tells the fronts so."""
        async with self._announcer.announcing():
            await super().main_loop()

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether this is the end."""
        now = time.monotonic()
        if self._drain_asked and not self._node.heart.draining:
            self._node.drain(now)
            self._announcer.hurry()
        return await super().on_tick(counter) or self._node.is_over(now)


def run_node(settings: NodeSettings, keys: Keys) -> None:
    """The life of a node's process."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # uvicorn raises the signal again once it has shut down: that is then no error.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    try:
        doors = open_sockets(settings.host, settings.port)
        port = Port([settings.host], settings.port, [(settings.address, settings.port)])
    except OSError as problem:
        _refuse(f"{settings.media} or {settings.url} cannot be had: {problem.strerror}.", PORT_BUSY)
    NodeServer(Node(settings, port, keys)).run(doors)


def main() -> None:
    """Runs a node until it has drained, or until Ctrl-C."""
    try:
        settings = parse_settings(os.environ, socket.gethostname())
    except ValueError as problem:
        _refuse(str(problem), BAD_SETTING)
    run_node(settings, read_keys(shared=True))


def _refuse(problem: str, status: int) -> NoReturn:
    sys.stderr.write(problem + "\n")
    sys.exit(status)


if __name__ == "__main__":
    main()
