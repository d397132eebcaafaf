"""Step 2, the server: a video call whose media are RTP packets, forwarded unopened (RFC 7667).

Signalling and presence are those of step 1. New is the way of the media: each browser has one
peer connection with the server, which offers it the tracks of all others and forwards their
packets. It never decodes anything, and cannot.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from common.addresses import local_addresses
from common.fields import ProtocolError
from common.meeting import Meeting
from common.metrics import health, registry
from common.people import people_routes
from common.qr import qr_routes
from common.serving import exit_if_taken, listen, run
from common.signaling import Answer, Restart, Speaking, Visible
from common.web import Guard, operator_routes, page_routes
from steps.step2_sfu.metrics import SfuNumbers
from steps.step2_sfu.places import tell_if_too_many, tell_opened
from steps.step2_sfu.port import Port
from steps.step2_sfu.settings import advertised, origins
from steps.step2_sfu.sfu import Sfu
from steps.step2_sfu.whip import whip_routes

STEP = 2


async def converse(websocket: WebSocket, meeting: Meeting, sfu: Sfu) -> None:
    """One participant's signalling: join, offers and answers, until they are gone."""
    async with meeting.attend(websocket) as attendance:
        if attendance is None:
            return
        participant = attendance.participant
        sfu.join(participant, attendance.send, returning=attendance.returning)
        tell_if_too_many(attendance, sfu)
        async for message in attendance.messages():
            try:
                match message:
                    case Answer():
                        sfu.answered(participant, message)
                    case Restart(failed):
                        sfu.restart(participant, attendance.send, failed=failed)
                        tell_if_too_many(attendance, sfu)
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

    sfu.opened = partial(tell_opened, meeting=meeting)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with meeting.running(), sfu.running(meeting.tell):
            yield

    routes = [
        WebSocketRoute("/ws", signalling),
        *operator_routes(lambda: health(STEP, meeting), registry(meeting, SfuNumbers(sfu))),
        *whip_routes(meeting, sfu, origins()),
        *people_routes(meeting.rooms.names_in, meeting.keys),
        *qr_routes(meeting.keys),
        *page_routes(STEP),
    ]
    return Guard(Starlette(routes=routes, lifespan=lifespan))


def main() -> None:
    """Runs the step until Ctrl-C."""
    door = listen(STEP)
    with exit_if_taken("UDP port", door.port, STEP):
        port = Port(local_addresses(), door.port, advertised(door.port))
    sfu = Sfu(port)
    meeting = Meeting(sfu.leave, has_media=sfu.has_media, keys=door.keys)
    run(create_app(meeting, sfu), meeting.goodbye, door)
