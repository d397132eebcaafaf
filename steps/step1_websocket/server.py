"""Step 1, the server: a video call whose media are chunks on WebSockets (RFC 6455).

Signalling and presence run on one WebSocket, media on a second, a shared screen on a third: a chunk
of video must not stand in front of a word of chat. The browser records WebM chunks, the server
copies each of them to every other browser in the room. It never decodes anything.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from common.fields import ProtocolError
from common.meeting import Meeting
from common.metrics import health, registry
from common.people import people_routes
from common.qr import qr_routes
from common.serving import listen, run
from common.web import Guard, operator_routes, page_routes
from steps.step1_websocket.media_socket import MediaSockets
from steps.step1_websocket.metrics import Gauges

STEP = 1


async def converse(websocket: WebSocket, meeting: Meeting) -> None:
    """One participant's signalling: join, then whatever they say, until they are gone."""
    async with meeting.attend(websocket) as attendance:
        if attendance is None:
            return
        async for message in attendance.messages():
            try:
                meeting.apply(attendance.participant, message)
            except ProtocolError as problem:
                attendance.refuse(problem)


def create_app(meeting: Meeting, media: MediaSockets) -> ASGIApp:
    """The whole server as one ASGI application."""

    async def signalling(websocket: WebSocket) -> None:
        await converse(websocket, meeting)

    async def chunks(websocket: WebSocket) -> None:
        await media.carry(websocket, meeting.rooms.find)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with meeting.running(), media.billing():
            yield

    routes = [
        WebSocketRoute("/ws", signalling),
        WebSocketRoute("/media", chunks),
        *operator_routes(lambda: health(STEP, meeting), registry(meeting, Gauges(media))),
        *people_routes(meeting.rooms.names_in, meeting.keys),
        *qr_routes(meeting.keys),
        *page_routes(STEP),
    ]
    return Guard(Starlette(routes=routes, lifespan=lifespan))


def main() -> None:
    """Runs the step until Ctrl-C."""
    door = listen(STEP)
    media = MediaSockets()
    meeting = Meeting(on_gone=media.gone, keys=door.keys)
    run(create_app(meeting, media), meeting.goodbye, door)
