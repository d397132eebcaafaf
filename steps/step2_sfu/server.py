"""Step 2, the server: a video call whose media are RTP packets, forwarded unopened (RFC 7667).

Signalling and presence are those of step 1. New is the way of the media: each browser has one
peer connection with the server, which offers it the tracks of all others and forwards their
packets. It never decodes anything, and cannot.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from common.fields import ProtocolError
from common.meeting import Meeting
from common.metrics import health, registry
from common.serving import BAD_SETTING, exit_if_taken, listen, run
from common.signaling import Answer, Restart, Speaking, Visible
from common.web import Guard, operator_routes, page_routes
from steps.step2_sfu.addresses import local_addresses, parse_advertise
from steps.step2_sfu.metrics import SfuNumbers
from steps.step2_sfu.port import Port
from steps.step2_sfu.sfu import Sfu
from steps.step2_sfu.whip import whip_routes

STEP = 2
TOO_MANY = ProtocolError("too_many_publishers", "Only 12 people can send at the same time.")


async def converse(websocket: WebSocket, meeting: Meeting, sfu: Sfu) -> None:
    """One participant's signalling: join, offers and answers, until they are gone."""
    async with meeting.attend(websocket) as attendance:
        if attendance is None:
            return
        participant = attendance.participant
        sfu.join(participant, attendance.send, returning=attendance.returning)
        if not sfu.takes(participant):
            attendance.refuse(TOO_MANY)
        async for message in attendance.messages():
            try:
                match message:
                    case Answer():
                        sfu.answered(participant, message)
                    case Restart():
                        sfu.restart(participant, attendance.send)
                    case Visible(participants):
                        sfu.look(participant, participants)
                    case Speaking():
                        pass  # the packets tell it (RFC 6464)
                    case _:
                        meeting.apply(participant, message)
            except ProtocolError as problem:
                attendance.refuse(problem)


def create_app(meeting: Meeting, sfu: Sfu) -> ASGIApp:
    """The whole server as one ASGI application."""

    async def signalling(websocket: WebSocket) -> None:
        await converse(websocket, meeting, sfu)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with meeting.running(), sfu.running(meeting.tell):
            yield

    routes = [
        WebSocketRoute("/ws", signalling),
        *operator_routes(lambda: health(STEP, meeting), registry(meeting, SfuNumbers(sfu))),
        *whip_routes(meeting, sfu, os.environ.get("ORIGINS", "")),
        *page_routes(STEP),
    ]
    return Guard(Starlette(routes=routes, lifespan=lifespan))


def open_port(number: int) -> Port:
    """The UDP port for all media, advertised as the setting ADVERTISE says."""
    try:
        advertise = parse_advertise(os.environ.get("ADVERTISE", ""), number)
    except ValueError as problem:
        sys.stderr.write(f"ADVERTISE: {problem}\n")
        sys.exit(BAD_SETTING)
    with exit_if_taken("UDP port", number, STEP):
        return Port(local_addresses(), number, advertise)


def main() -> None:
    """Runs the step until Ctrl-C."""
    door = listen(STEP)
    sfu = Sfu(open_port(door.port))
    meeting = Meeting(on_gone=sfu.leave)
    run(create_app(meeting, sfu), meeting.goodbye, door)
