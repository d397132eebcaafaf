"""The Selective Forwarding Unit: who is in which room gets whose tracks (RFC 7667 section 3.7)."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from aiortc import RTCCertificate

from common.presence import Participant
from common.signaling import Answer, Offer
from steps.step2_sfu.dtls import DtlsTransport, fingerprints_of
from steps.step2_sfu.participant import Events, MediaParticipant
from steps.step2_sfu.port import Port
from steps.step2_sfu.sdp import Transport
from steps.step2_sfu.track import Track

TICK = 0.05  # seconds


class Sfu:
    """All participants with media, on one port."""

    def __init__(self, port: Port) -> None:
        self.port = port
        self.participants: dict[int, MediaParticipant] = {}
        self._rooms: dict[str, dict[int, MediaParticipant]] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._certificate = RTCCertificate.generateCertificate()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keeps the port open and the feedback going for as long as the server runs."""
        self.port.open()
        task = asyncio.create_task(self._keep_time())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await asyncio.gather(*self._closing, *(p.close() for p in self.participants.values()))
            self.port.close()

    def join(self, participant: Participant, offer: Callable[[Offer], None]) -> None:
        """Gives a participant a connection, or makes a new one; the first offer goes out."""
        self.leave(participant)
        media = self._connect(participant.id)
        room = self._rooms.setdefault(participant.room.name, {})
        media.events = Events(
            offer,
            published=lambda who, track: self._publish(room, who, track),
            ready=lambda who: self._subscribe(room, who),
        )
        for other in room.values():
            for track in other.tracks.values():
                self._show(media, track)
        room[participant.id] = self.participants[participant.id] = media
        media.negotiate()

    def answered(self, participant: Participant, answer: Answer) -> None:
        """Takes a browser's answer to the newest offer."""
        if media := self.participants.get(participant.id):
            media.answered(answer.revision, answer.sdp)

    def leave(self, participant: Participant) -> None:
        """Ends a participant's media; the others lose their tracks."""
        media = self.participants.pop(participant.id, None)
        if media is None:
            return
        self.port.remove(media)
        room = self._rooms[participant.room.name]
        del room[participant.id]
        for other in room.values():
            for track in other.tracks.values():
                track.unsubscribe(media.id)
            for track in media.tracks.values():
                other.subscriptions.pop(track.ssrc, None)
                other.negotiation.hide(track.ssrc)
            other.negotiate()
        if not room:
            del self._rooms[participant.room.name]
        closing = asyncio.create_task(media.close())
        self._closing.add(closing)  # or it could be collected before it is done
        closing.add_done_callback(self._closing.discard)

    def _connect(self, participant_id: int) -> MediaParticipant:
        transport = Transport(
            ufrag=secrets.token_hex(4),
            password=secrets.token_hex(16),
            fingerprints=fingerprints_of(self._certificate),
            addresses=self.port.addresses,
        )
        dtls = DtlsTransport(self._certificate, lambda datagram: media.send_dtls(datagram))
        media = MediaParticipant(participant_id, transport, dtls, self.port, time.monotonic())
        self.port.add(media)
        return media

    def _publish(
        self, room: dict[int, MediaParticipant], who: MediaParticipant, track: Track
    ) -> None:
        taken = {t.ssrc for p in room.values() for t in p.tracks.values() if t is not track}
        while track.ssrc in taken:
            track.ssrc = secrets.randbits(32)
        for other in room.values():
            if other is not who:
                self._show(other, track)
                other.negotiate()

    def _show(self, media: MediaParticipant, track: Track) -> None:
        media.negotiation.show(
            track.kind, stream=str(track.owner), track=track.name, ssrc=track.ssrc
        )

    def _subscribe(self, room: dict[int, MediaParticipant], who: MediaParticipant) -> None:
        now = time.monotonic()
        for other in room.values():
            for track in other.tracks.values() if other is not who else ():
                agreed = track.ssrc in who.negotiation.agreed
                if agreed and track.ssrc not in who.subscriptions and who.dtls.connected:
                    who.subscriptions[track.ssrc] = track.subscribe(who.id, who, now)
        who.flush()

    async def _keep_time(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            for media in list(self.participants.values()):
                media.tick(now)
