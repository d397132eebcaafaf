"""One participant's media: the path to the browser, what it publishes, what it is subscribed to.

Packets of the browser come from the port (`port.py`), offers and answers over signalling. What is
for the browser is collected and leaves at once, when the port has been read empty.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from common import rtcp
from common.rtp import RtpError, RtpHeader, extensions, read_header
from common.signaling import Offer
from steps.step2_sfu.arrivals import Arrivals
from steps.step2_sfu.dtls import DtlsTransport, HandshakeError, SrtpError
from steps.step2_sfu.ice_lite import Credentials, IceLite, Pair
from steps.step2_sfu.negotiation import INCOMING, Negotiation
from steps.step2_sfu.sdp import MID_ID, TRANSPORT_NUMBER_ID, Answer, Transport, parse_answer
from steps.step2_sfu.track import Subscription, Track

logger = logging.getLogger(__name__)

MOST_SOURCES = 8  # SSRCs of one participant
OWN_SSRC = 1  # from which the server's own reports come
ROUND_TRIP = 0.1  # seconds, until it is measured


class Path(Protocol):
    """The way to the browsers: one UDP port for all."""

    def send(self, packets: list[bytes], pair: Pair) -> None:
        """Sends datagrams over a candidate pair."""


@dataclass(slots=True)
class Events:
    """What a participant's media tell the room."""

    offer: Callable[[Offer], None]
    published: Callable[["MediaParticipant", Track], None]
    ready: Callable[["MediaParticipant"], None]  # connected, or agreed to other lines


@dataclass(slots=True)
class Counters:
    """What was dropped, and why."""

    srtp: int = 0
    malformed: int = 0
    unknown_source: int = 0


class MediaParticipant:
    """The server's side of one participant's only peer connection."""

    def __init__(
        self, participant_id: int, transport: Transport, dtls: DtlsTransport, path: Path, now: float
    ) -> None:
        self.id = participant_id
        self.transport = transport
        self.ice = IceLite(Credentials(transport.ufrag, transport.password), heard_at=now)
        self.dtls = dtls
        self.negotiation = Negotiation(session=secrets.randbits(62))
        self.tracks: dict[int, Track] = {}  # published, by the SSRC under which they come
        self.subscriptions: dict[int, Subscription] = {}  # by the SSRC under which they go
        self.counters = Counters()
        self.events: Events | None = None
        self._names: dict[int, str] = {}  # SSRC -> microphone, camera, screen
        self._arrivals = Arrivals()
        self._path = path
        self._outbox: list[bytes] = []
        self._handshake: asyncio.Task[None] | None = None

    # Signalling

    def negotiate(self) -> None:
        """Makes an offer if there is something new and none is out."""
        text = self.negotiation.next_offer(self.transport)
        if text is not None and self.events:
            self.events.offer(Offer(self.negotiation.revision, text))

    def answered(self, revision: int, sdp: str) -> None:
        """Takes a browser's answer; ProtocolError if it is none."""
        answer = parse_answer(sdp)
        if not self.negotiation.accept(revision, answer):
            return
        self._learn_sources(answer)
        if self._handshake is None:
            self._handshake = asyncio.create_task(self._connect(answer.fingerprints))
        elif self.events:
            self.events.ready(self)
        self.negotiate()

    def _learn_sources(self, answer: Answer) -> None:
        for name, line in zip(INCOMING, answer.lines, strict=False):
            for ssrc in line.ssrcs if line.sends else ():
                if len(self._names) < MOST_SOURCES:
                    self._names.setdefault(ssrc, name)

    async def _connect(self, fingerprints: list[tuple[str, str]]) -> None:
        try:
            await self.dtls.handshake(fingerprints)
        except HandshakeError as problem:
            logger.info("participant %d: %s", self.id, problem)
        else:
            if self.events:
                self.events.ready(self)

    # Packets from the browser

    def receive_rtp(self, datagram: bytes, now: float) -> None:
        """Takes an SRTP packet."""
        try:
            packet = self.dtls.unprotect(datagram)
            header = read_header(packet)
            track = self.tracks.get(header.ssrc) or self._new_track(packet, header)
            self._note_arrival(packet, now)
        except SrtpError:
            self.counters.srtp += 1
        except RtpError:
            self.counters.malformed += 1
        else:
            self.ice.hear(now)
            if track is None:
                self.counters.unknown_source += 1
            else:
                track.receive(packet, header, now)

    def receive_rtcp(self, datagram: bytes, now: float) -> None:
        """Takes an SRTCP packet."""
        try:
            reports = rtcp.parse(self.dtls.unprotect_rtcp(datagram))
        except SrtpError:
            self.counters.srtp += 1
        except RtpError:
            self.counters.malformed += 1
        else:
            self.ice.hear(now)
            for report in reports:
                self._obey(report, now)

    def _obey(self, report: rtcp.Report, now: float) -> None:
        match report:
            case rtcp.Nack(_, ssrc, lost) if ssrc in self.subscriptions:
                self.subscriptions[ssrc].resend(lost, now, ROUND_TRIP)
            case rtcp.PictureLoss(_, ssrc) if ssrc in self.subscriptions:
                self.subscriptions[ssrc].track.pictures.want()
            case rtcp.SenderReport() if report.ssrc in self.tracks:
                self.tracks[report.ssrc].report(report)

    def _new_track(self, packet: bytes, header: RtpHeader) -> Track | None:
        name = self._names.get(header.ssrc) or self._name_by_mid(packet, header.ssrc)
        if name is None:
            return None
        track = Track(self.id, name, INCOMING[name], source=header.ssrc, ssrc=header.ssrc)
        self.tracks[header.ssrc] = track
        if self.events:
            self.events.published(self, track)
        return track

    def _name_by_mid(self, packet: bytes, ssrc: int) -> str | None:
        mid = dict(extensions(packet)).get(MID_ID, b"").decode("latin-1")
        if len(self._names) >= MOST_SOURCES or not mid.isdecimal() or int(mid) >= len(INCOMING):
            return None
        self._names[ssrc] = list(INCOMING)[int(mid)]
        return self._names[ssrc]

    def _note_arrival(self, packet: bytes, now: float) -> None:
        for number, value in extensions(packet):
            if number == TRANSPORT_NUMBER_ID and len(value) == 2:
                self._arrivals.note(int.from_bytes(value), now)

    # Packets to the browser

    def send_rtp(self, packet: bytes) -> None:
        """Queues an RTP packet for the browser."""
        if self.dtls.connected:
            self._outbox.append(self.dtls.protect(packet))

    def send_rtcp(self, packet: bytes) -> None:
        """Queues an RTCP packet for the browser."""
        if self.dtls.connected:
            self._outbox.append(self.dtls.protect_rtcp(packet))

    def send_dtls(self, datagram: bytes) -> None:
        """Sends a record of the handshake at once."""
        if path := self.ice.path:
            self._path.send([datagram], path)

    def flush(self) -> None:
        """Sends what is queued."""
        if self._outbox and (path := self.ice.path):
            self._path.send(self._outbox, path)
        self._outbox = []

    def tick(self, now: float) -> None:
        """Asks for what is missing and tells what came; to be called twenty times a second."""
        for source, track in self.tracks.items():
            if lost := track.missing.due(now, ROUND_TRIP):
                self.send_rtcp(rtcp.nack(OWN_SSRC, source, lost))
            if track.pictures.due(now):
                self.send_rtcp(rtcp.picture_loss(OWN_SSRC, source))
        if self.tracks and (
            packet := self._arrivals.report(OWN_SSRC, next(iter(self.tracks)), now)
        ):
            self.send_rtcp(packet)
        self.flush()

    async def close(self) -> None:
        """Ends the connection."""
        if self._handshake:
            self._handshake.cancel()
        await self.dtls.close()
