"""The rooms of a server joined to the WebSockets of the people in them.

The shell around common/rooms.py: it admits, resumes, tells everybody the news, keeps the
heartbeat, and gives up on those who are away too long. Every step has one Meeting.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from starlette.websockets import WebSocket

from common.attendance import Attendance
from common.beside import beside
from common.door import wait_to_be_let_in
from common.fields import ProtocolError
from common.frames import text_frame
from common.hosting import host, look_for_presenter, tell_who_waits
from common.hosting_messages import Hosting
from common.keys import Keys
from common.outlet import offered
from common.presence import Participant, Room
from common.reception import Missing, screen_of, unreceived
from common.rooms import Rooms
from common.server_messages import IceServers, MuteRequest, News, Unreceived, Welcome
from common.signaling import (
    SUBPROTOCOL,
    Chat,
    FromBrowser,
    Hand,
    Join,
    Media,
    Reaction,
    Speaking,
)
from common.signaling import encode as encode_message

BEAT = 0.5  # seconds


def clock_ms() -> int:
    """Milliseconds since 1970, as the protocol tells times of day."""
    return int(time.time() * 1000)


class Meeting:
    """Everybody who is connected, and what becomes of them."""

    def __init__(
        self,
        on_gone: Callable[[Participant], None] = lambda _participant: None,
        ice_servers: Callable[[Participant], list[dict[str, Any]]] = lambda _participant: [],
        has_media: Callable[[Participant], bool] = lambda _participant: True,
        keys: Keys | None = None,
        on_news: Callable[[News], None] = lambda _news: None,
    ) -> None:
        self.rooms = Rooms()
        self.keys = keys or Keys()
        self.present: dict[int, Attendance] = {}  # by participant id; the lost are not in it
        self._on_gone = on_gone
        self._ice_servers = ice_servers  # what a welcome tells of STUN and TURN servers
        self._has_media = has_media  # whether media still come from somebody
        self._on_news = on_news  # called as everybody is told

    @asynccontextmanager
    async def attend(self, websocket: WebSocket) -> AsyncIterator[Attendance | None]:
        """A participant's attendance from its join on, or None if it was not admitted."""
        await websocket.accept(offered(websocket, SUBPROTOCOL))
        attendance = Attendance(websocket)
        join = await attendance.join()
        if join is None or not await self._admit(attendance, join):
            yield None
            return
        try:
            yield attendance
        finally:
            self._dismiss(attendance)

    def enter(self, join: Join, *, admitted: bool = False) -> Participant:
        """A new participant, of whom all others are told; ProtocolError if they may not come in.

        Who has no signalling WebSocket is not missed by the heartbeat, and must be removed.
        """
        key = self.keys.entering(join.key, join.room, time.time())
        token = secrets.token_urlsafe(16)
        participant = self.rooms.enter(join, token, clock_ms(), key, admitted=admitted)
        self.tell(participant.room)
        return participant

    def apply(self, participant: Participant, message: FromBrowser) -> None:
        """Presence's part of the protocol: media, chat, hand, reactions, speaking; and hosting."""
        room = participant.room
        match message:
            case Media():
                room.show_media(participant, message)
            case Chat(text):
                room.say(participant, text, clock_ms())
            case Hand(raised):
                raised_at = participant.presence.hand_raised_at
                room.update(
                    participant, hand_raised_at=(raised_at or clock_ms()) if raised else None
                )
            case Reaction(reaction):
                room.react(participant, reaction, time.monotonic())
            case Speaking(speaking):
                room.update(participant, speaking=speaking and participant.presence.microphone)
            case Missing(participants):
                if attendance := self.present.get(participant.id):
                    attendance.missing = frozenset(participants)
            case _ if isinstance(message, Hosting):
                host(self, participant, message)
            case _:
                problem = f"A {message.type} message has no meaning here."
                raise ProtocolError("unsupported", problem, "type")
        self.tell(room)

    def tell(self, room: Room) -> None:
        """Sends a room's news to everybody connected in it, each event encoded once."""
        for event in room.take_news():
            frame = text_frame(encode_message(event))
            for participant_id in list(room.participants):
                if attendance := self.present.get(participant_id):
                    attendance.send_frame(frame)
            self._on_news(event)

    def remove(self, participant: Participant, reason: str) -> None:
        """Ends a participant's presence and tells the others."""
        self.present.pop(participant.id, None)
        self.rooms.leave(participant, reason)
        self._on_gone(participant)
        self.tell(participant.room)

    def renew_ice_servers(self) -> None:
        """Sends everybody new passwords, in time before the old ones expire."""
        for attendance in list(self.present.values()):
            attendance.send(IceServers(self._ice_servers(attendance.participant)))

    def goodbye(self) -> None:
        """Tells everybody that the server stops."""
        for attendance in list(self.present.values()):
            attendance.end("shutdown", "The server is being restarted.")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keeps the heartbeat for as long as the server runs."""
        async with beside(self._keep_time()):
            yield

    async def _keep_time(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            now = time.monotonic()
            for attendance in list(self.present.values()):
                attendance.beat(now)
            for participant in self.rooms.away_too_long(now, self._has_media):
                self.remove(participant, "lost")
            for room in list(self.rooms.by_name.values()):
                self.tell(room)  # a pong may have changed somebody's quality
                look_for_presenter(self, room)
                tell_who_waits(self, room)
                self._tell_unreceived(room)

    def _tell_unreceived(self, room: Room) -> None:
        here = {i: self.present[i] for i in room.participants if i in self.present}
        by = unreceived({i: attendance.missing for i, attendance in here.items()})
        for participant_id, attendance in here.items():
            screen_by = by.get(screen_of(participant_id), [])
            attendance.tell_unreceived(Unreceived(by.get(participant_id, []), screen_by))

    async def _admit(self, attendance: Attendance, join: Join) -> bool:
        known = self.rooms.find(join.token, join.room) if join.token else None
        try:
            if known is not None and self._comes_back(known, join):
                self._resume(attendance, join, known)
            else:
                await self._enter(attendance, join)
        except ProtocolError as problem:
            attendance.turn_away(problem)
            return False
        attendance.beat(time.monotonic())
        return True

    def _comes_back(self, known: Participant, join: Join) -> bool:
        key = self.keys.returning(join.key, join.room, known.key, time.time())
        if key is not None and not key.allows("talk") and not known.presence.view:
            return False  # they sent by another key, and by this one they may not
        known.key = key
        return True

    async def _enter(self, attendance: Attendance, join: Join) -> None:
        key = self.keys.entering(join.key, join.room, time.time())
        if room := self.rooms.must_wait_for(join, key):
            look_for_presenter(self, room)
            await wait_to_be_let_in(attendance, self.rooms, room, join, key)
        participant = self.enter(join, admitted=room is not None)
        self._seat(attendance, participant)
        self._welcome(attendance, participant.room.welcome(participant, resumed=False))

    def _resume(self, attendance: Attendance, join: Join, participant: Participant) -> None:
        room = participant.room
        if older := self.present.pop(participant.id, None):
            older.end("replaced", "You have joined from another place.")
        participant.lost_at = None
        attendance.returning = join.last_event is not None
        room.update(participant, connected=True)
        self.tell(room)
        self._seat(attendance, participant)
        missed = room.missed_since(join.last_event)
        if missed is None or join.last_event is None:
            self._welcome(attendance, room.welcome(participant, resumed=True))
            return
        self._welcome(attendance, room.welcome_back(participant))
        for event in missed:
            attendance.send(event)

    def _welcome(self, attendance: Attendance, welcome: Welcome) -> None:
        participant = attendance.participant
        if participant.may("present"):
            participant.room.waiting_room.tell_again()
        attendance.send(replace(welcome, ice_servers=self._ice_servers(participant)))
        if participant.muted_by:
            attendance.send(MuteRequest(participant.muted_by))  # they were away when it was asked

    def _seat(self, attendance: Attendance, participant: Participant) -> None:
        attendance.participant = participant
        self.present[participant.id] = attendance

    def _dismiss(self, attendance: Attendance) -> None:
        participant = attendance.participant
        if self.present.get(participant.id) is not attendance:
            return  # replaced by a newer attendance, or removed
        if attendance.left:
            self.remove(participant, "left")
            return
        del self.present[participant.id]
        participant.lost_at = time.monotonic()
        participant.room.update(participant, connected=False, speaking=False)
        self.tell(participant.room)
