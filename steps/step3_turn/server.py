"""Step 3, the server: the call of step 2, for people whom UDP does not reach (RFC 8656).

The SFU is that of step 2. New is a TURN server beside it: a browser that cannot send UDP to the
SFU reaches the TURN server over TCP or TLS, which passes its packets on. It relays to this SFU
and to nobody else, and for those only who are in a room.
"""

import secrets
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
from common.presence import Participant
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
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.hosting import Plan, build, steady_unix_time
from steps.step3_turn.ice_servers import IceServers, owner_of
from steps.step3_turn.metrics import TurnNumbers
from steps.step3_turn.operator import turn_routes
from steps.step3_turn.policy import PeerPolicy, outward
from steps.step3_turn.service import TurnService, open_sockets
from steps.step3_turn.settings import TurnDoors, exit_if_turn_taken, tls_context, turn_doors

STEP = 3
REALM = "polycloud"


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


def create_app(meeting: Meeting, sfu: Sfu, turn: TurnService, ice: IceServers) -> ASGIApp:
    """The whole server as one ASGI application."""

    async def signalling(websocket: WebSocket) -> None:
        await converse(websocket, meeting, sfu)

    sfu.opened = partial(tell_opened, meeting=meeting)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with (
            meeting.running(),
            sfu.running(meeting.tell),
            turn.running(),
            ice.renewed(meeting),
        ):
            yield

    numbers = registry(meeting, SfuNumbers(sfu), TurnNumbers(turn))
    routes = [
        WebSocketRoute("/ws", signalling),
        *operator_routes(lambda: health(STEP, meeting), numbers),
        *whip_routes(meeting, sfu, origins()),
        *turn_routes(turn),
        *people_routes(meeting.rooms.names_in, meeting.keys),
        *qr_routes(meeting.keys),
        *page_routes(STEP),
    ]
    return Guard(Starlette(routes=routes, lifespan=lifespan))


def open_turn(sfu: Sfu, credentials: Credentials, doors: TurnDoors) -> TurnService:
    """The TURN server of this step, which relays to our SFU and to nobody else."""
    hosts = local_addresses()
    with exit_if_turn_taken(doors):
        sockets = open_sockets(hosts, doors.port, doors.tls_port)
    return build(
        Plan(
            sockets=sockets,
            credentials=credentials,
            policy=PeerPolicy(outward([*sfu.port.addresses, *sfu.port.advertised])),
            hosts=hosts,
            tls=tls_context([*hosts, *doors.names]),
            # Who has left may not, and who stays may relay on when the password has expired.
            is_here=lambda owner: int(owner) in sfu.participants,
        )
    )


def main() -> None:
    """Runs the step until Ctrl-C."""
    door = listen(STEP)
    with exit_if_taken("UDP port", door.port, STEP):
        port = Port(local_addresses(), door.port, advertised(door.port))
    sfu = Sfu(port)
    doors = turn_doors(lan=door.lan)
    credentials = Credentials(REALM, secret=secrets.token_hex(32), unix_time=steady_unix_time())
    turn = open_turn(sfu, credentials, doors)
    ice = IceServers(credentials, sfu.port.advertised[0][0], doors)

    def gone(participant: Participant) -> None:
        sfu.leave(participant)
        turn.turn.allocator.free_all_of(owner_of(participant))

    meeting = Meeting(gone, ice.of, has_media=sfu.has_media, keys=door.keys)
    run(create_app(meeting, sfu, turn, ice), meeting.goodbye, door)
