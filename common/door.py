"""Waiting to be let in, on one WebSocket: it is told that it has to wait, and whether in vain."""

import asyncio
import time

from common.access import Key
from common.attendance import Attendance
from common.beside import beside
from common.fields import ProtocolError
from common.presence import Room
from common.rooms import CROWDED, Rooms
from common.server_messages import Waiting
from common.signaling import Join
from common.waiting_room import Decision, WaitingRoom

LOOK_SECONDS = 0.5  # between two beats of the heart, as in the call
PLEASE_WAIT = "You are in the waiting room. The host will let you in."
NOBODY_THERE = (
    "You are in the waiting room. Nobody who could let you in is here now."
    " As soon as the host comes, they can let you in."
)
NOT_YET = "You are in the waiting room: until the host lets you in, you can only leave."
TURNED_AWAY = "The host has not let you in."
REFUSALS = {
    Decision.TURNED_AWAY: ("turned_away", TURNED_AWAY),
    Decision.CROWDED_OUT: ("room_full", CROWDED),
}


async def wait_to_be_let_in(
    attendance: Attendance, rooms: Rooms, room: Room, join: Join, key: Key | None
) -> None:
    """Ends when a presenter lets somebody in; ProtocolError if they do not, or if nobody waits."""
    answer: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()

    def decide(decision: Decision) -> None:
        if not answer.done():
            answer.set_result(decision)

    number = rooms.wait(room, join, decide, key)
    try:
        async with beside(_hear(attendance)) as gone:
            await _tell_until(answer, gone, attendance, room.waiting_room)
            decision = Decision.TURNED_AWAY if gone.done() else answer.result()
    finally:
        rooms.wait_no_more(room, number)
    if decision is not Decision.LET_IN:
        raise ProtocolError(*REFUSALS[decision])


async def _tell_until(
    answer: asyncio.Future[Decision],
    gone: asyncio.Task[None],
    attendance: Attendance,
    waiting_room: WaitingRoom,
) -> None:
    told: bool | None = None
    while not (answer.done() or gone.done()):
        if told is not waiting_room.presenter:
            told = waiting_room.presenter
            attendance.send(Waiting(PLEASE_WAIT if told else NOBODY_THERE, told))
        attendance.beat(time.monotonic())
        await asyncio.wait(
            (answer, gone), timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )


async def _hear(attendance: Attendance) -> None:
    """Ends when the browser has gone; what it wants meanwhile is refused."""
    async for _message in attendance.messages():
        attendance.refuse(ProtocolError("waiting", NOT_YET, "type"))
