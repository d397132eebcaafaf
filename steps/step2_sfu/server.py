"""Step 2, the server: a video call whose media are RTP packets, forwarded unopened (RFC 7667).

Signalling and presence are those of step 1. New is the way of the media: each browser has one
peer connection with the server, which offers it the tracks of all others and forwards their
packets. It never decodes anything, and cannot.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from common.fields import ProtocolError
from common.meeting import Meeting
from common.signaling import Answer
from common.web import Guard, page_routes
from steps.step2_sfu.sfu import Sfu

STEP = 2


async def converse(websocket: WebSocket, meeting: Meeting, sfu: Sfu) -> None:
    """One participant's signalling: join, offers and answers, until they are gone."""
    async with meeting.attend(websocket) as attendance:
        if attendance is None:
            return
        sfu.join(attendance.participant, attendance.send)
        async for message in attendance.messages():
            try:
                if isinstance(message, Answer):
                    sfu.answered(attendance.participant, message)
                else:
                    meeting.apply(attendance.participant, message)
            except ProtocolError as problem:
                attendance.refuse(problem)


def create_app(meeting: Meeting, sfu: Sfu) -> ASGIApp:
    """The whole server as one ASGI application."""

    async def signalling(websocket: WebSocket) -> None:
        await converse(websocket, meeting, sfu)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with meeting.running(), sfu.running():
            yield

    routes = [WebSocketRoute("/ws", signalling), *page_routes(STEP)]
    return Guard(Starlette(routes=routes, lifespan=lifespan))
