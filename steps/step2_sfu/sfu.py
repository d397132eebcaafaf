"""The Selective Forwarding Unit: a connection for each participant, and the clock for all."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TypeVar

from aiortc import RTCCertificate

from common import limits
from common.beside import beside
from common.fields import ProtocolError, TileId
from common.presence import Participant, Room
from common.server_messages import Offer
from common.signaling import Answer
from steps.step2_sfu.dtls import DtlsTransport, fingerprints_of
from steps.step2_sfu.guest import Guest
from steps.step2_sfu.ice_lite import Credentials
from steps.step2_sfu.participant import BEGINNINGS_APART, Events, MediaParticipant
from steps.step2_sfu.port import Port
from steps.step2_sfu.room import MediaRoom
from steps.step2_sfu.sdp import Transport

logger = logging.getLogger(__name__)

TICK = 0.05  # seconds

OfferSink = Callable[[Offer], None]
Media = TypeVar("Media", bound=MediaParticipant)


class Sfu:
    """All participants with media, on one port."""

    def __init__(self, port: Port) -> None:
        self.port = port
        self.participants: dict[int, MediaParticipant] = {}
        self.rooms: dict[str, MediaRoom] = {}
        self.opened: Callable[[Participant], None] = lambda _who: None  # told who may send now
        self._closing: set[asyncio.Task[None]] = set()
        self._certificate = RTCCertificate.generateCertificate()

    @asynccontextmanager
    async def running(self, tell: Callable[[Room], None]) -> AsyncIterator[None]:
        """Keeps the port open and the feedback going; rooms with news are handed to `tell`."""
        self.port.open()
        try:
            async with beside(self._keep_time(tell)):
                yield
        finally:
            for media in list(self.participants.values()):
                self._end(media)
            await asyncio.gather(*self._closing)
            self.port.close()

    def join(self, participant: Participant, offer: OfferSink, *, returning: bool) -> None:
        """Gives a participant a connection; one who returns with it goes on with it."""
        media = self.participants.get(participant.id)
        if media and returning:
            media.speak_through(offer)
            return
        self.leave(participant)
        room = self.rooms.setdefault(participant.room.name, MediaRoom())
        media = self.participants[participant.id] = self._connect(
            participant, room, MediaParticipant
        )
        media.offer = offer
        room.enter(media)

    def admit(self, participant: Participant, ended: Callable[[], None]) -> Guest:
        """Gives a connection to somebody without our page; `ended` is told of its end."""
        room = self.rooms.setdefault(participant.room.name, MediaRoom())
        guest = self.participants[participant.id] = self._connect(participant, room, Guest)
        guest.ended = ended
        room.enter(guest)
        return guest

    def require_place(self, room: str) -> None:
        """ProtocolError if as many send in a room as may: a program comes again (RFC 9725 4.5)."""
        if room in self.rooms and self.rooms[room].full:
            sentence = f"{limits.PUBLISHERS_PER_ROOM} people are sending in this room already."
            raise ProtocolError("room_full", sentence)

    def publisher(self, room: str, name: str | None) -> MediaParticipant | None:
        """Who publishes in a room under that name, by default the first."""
        members = self.rooms[room].members.values() if room in self.rooms else ()
        publishing = (media for media in members if media.uplink.tracks)
        return next((m for m in publishing if name in (None, m.participant.presence.name)), None)

    def takes(self, participant: Participant) -> bool:
        """Whether what somebody sends is taken, or they do not want to send at all."""
        media = self.participants[participant.id]
        return participant.presence.view or not media.uplink.closed

    def has_media(self, participant: Participant) -> bool:
        """Whether somebody has a connection; it is given up after eight seconds of silence."""
        return participant.id in self.participants

    def answered(self, participant: Participant, answer: Answer) -> None:
        """Takes a browser's answer to the newest offer."""
        if media := self.participants.get(participant.id):
            media.answered(answer.revision, answer.sdp)

    def restart(self, participant: Participant, offer: OfferSink, *, failed: bool = False) -> None:
        """Looks for another path to a browser (RFC 8445 section 9), or begins anew.

        That is for who was given up here, and for a browser whose own search has `failed`.
        """
        media, now = self.participants.get(participant.id), time.monotonic()
        if media is None or (failed and media.may_restart(now, BEGINNINGS_APART)):
            self.join(participant, offer, returning=False)
        else:
            media.restart(_credentials(), now)

    def look(self, participant: Participant, at: Iterable[TileId]) -> None:
        """Sends a browser the pictures that it shows, and no others."""
        if media := self.participants.get(participant.id):
            self.rooms[participant.room.name].look(media, at, time.monotonic())
            self.port.flush()

    def leave(self, participant: Participant) -> None:
        """Ends a participant's media, whether or not they are still in the room."""
        if media := self.participants.get(participant.id):
            self._end(media)

    def _connect(self, participant: Participant, room: MediaRoom, kind: type[Media]) -> Media:
        fresh, fingerprints = _credentials(), fingerprints_of(self._certificate)
        transport = Transport(fresh.ufrag, fresh.password, fingerprints, self.port.advertised)
        dtls = DtlsTransport(self._certificate, lambda datagram: media.send_dtls(datagram))
        events = Events(room.publish, room.withdraw, self._ready, self._end)
        now = time.monotonic()
        media = kind(participant, transport, dtls, self.port, events, now)
        self.port.add(media)
        return media

    def _ready(self, media: MediaParticipant) -> None:
        if self.participants.get(media.id) is not media:
            return  # it has ended meanwhile
        self.rooms[media.participant.room.name].subscribe(media, time.monotonic())
        self.port.flush()

    def _end(self, media: MediaParticipant) -> None:
        if self.participants.get(media.id) is not media:
            return
        del self.participants[media.id]
        self.port.remove(media)
        name = media.participant.room.name
        self.rooms[name].leave(media)
        if not self.rooms[name].members:
            del self.rooms[name]
        media.ended()
        media.participant.room.update(media.participant, speaking=False)
        closing = asyncio.create_task(media.close())
        self._closing.add(closing)  # or it could be collected before it is done
        closing.add_done_callback(self._closing.discard)

    async def _keep_time(self, tell: Callable[[Room], None]) -> None:
        while True:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            for media in list(self.participants.values()):
                try:
                    self._look_after(media, now)
                except Exception:  # a mistake of ours about one must not stop the clock for all
                    logger.exception("participant %d is given up", media.id)
                    self._end(media)
                tell(media.participant.room)
            self._open_rooms()
            self.port.flush()

    def _open_rooms(self) -> None:
        # By the clock, not at once: who reloads the page leaves and enters, and keeps the place.
        for room in self.rooms.values():
            if media := room.open_next():
                self.opened(media.participant)

    def _look_after(self, media: MediaParticipant, now: float) -> None:
        media.tick(now)
        self._update(media, now)
        if media.is_gone(now):
            self._end(media)

    def _update(self, media: MediaParticipant, now: float) -> None:
        participant = media.participant
        heard = participant.presence.microphone and participant.presence.connected
        speaking = heard and media.uplink.voice.speaking(now)
        if speaking != participant.presence.speaking:
            participant.room.update(participant, speaking=speaking)
        if quality := media.downlink.rate(now):
            participant.room.rate(participant, "media", quality)


def _credentials() -> Credentials:
    """A new user fragment and password (RFC 8445 section 5.3)."""
    return Credentials(secrets.token_hex(4), secrets.token_hex(16))
