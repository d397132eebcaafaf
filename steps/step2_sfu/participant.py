"""One participant's media: the path to the browser, what it sends over it, and what it is sent.

Packets of the browser come from the port (`port.py`), offers and answers over signalling. What is
for the browser is collected and leaves at once, when the port has been read empty.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from common import rtcp
from common.limits import TokenBucket
from common.presence import Participant
from common.rtp import RtpError
from common.server_messages import Offer
from common.stun import Message
from steps.step2_sfu.downlink import Downlink
from steps.step2_sfu.dtls import DtlsTransport, HandshakeError
from steps.step2_sfu.ice_lite import Credentials, IceLite, Pair
from steps.step2_sfu.ingress import Dropped, ExcessError, Ingress
from steps.step2_sfu.negotiation import Negotiation
from steps.step2_sfu.sdp import Transport, parse_answer
from steps.step2_sfu.srtp import SrtpError
from steps.step2_sfu.track import Track
from steps.step2_sfu.uplink import Uplink

logger = logging.getLogger(__name__)

SET_UP_SECONDS = 15.0  # from the first offer to the keys, then it is given up
ANSWER_SECONDS = 30.0  # for an answer: longer than a WebSocket may be away
RESTARTS_APART = 1.0
BEGINNINGS_APART = 4.0  # all others in the room get offers for each
RESPONSES_PER_SECOND, RESPONSE_BURST = 50.0, 100.0  # to requests in one participant's name


class Path(Protocol):
    """The way to the browsers: one UDP port for all."""

    def send(self, packets: list[bytes], pair: Pair) -> None:
        """Sends datagrams over a candidate pair."""

    def send_run(self, run: memoryview, size: int, pair: Pair) -> None:
        """Sends datagrams that lie one after another, of one size; the last may be shorter."""

    def will_flush(self, participant: "MediaParticipant") -> None:
        """Calls the participant's `flush` once what is being read now has been read."""

    def add(self, participant: "MediaParticipant") -> None:
        """Lets the participant's browser in, under its newest credentials and those before."""


@dataclass(slots=True)
class Events:
    """What a participant's media tell the room."""

    published: Callable[["MediaParticipant", Track], None]
    withdrawn: Callable[[Track], None]
    ready: Callable[["MediaParticipant"], None]  # connected, or agreed to other lines
    failed: Callable[["MediaParticipant"], None]


class MediaParticipant:
    """The server's side of one participant's only peer connection."""

    def __init__(
        self,
        participant: Participant,
        transport: Transport,
        dtls: DtlsTransport,
        path: Path,
        events: Events,
        now: float,
    ) -> None:
        self.participant = participant
        self.id = participant.id
        self.transport = transport
        self.ice = IceLite(Credentials(transport.ufrag, transport.password), heard_at=now)
        self.dtls = dtls
        self.negotiation = Negotiation(session=secrets.randbits(62))
        self.uplink = Uplink(self.id, lambda track: events.published(self, track), self.shares)
        self.downlink = Downlink()
        self.dropped = Dropped()
        self._responses = TokenBucket(RESPONSES_PER_SECOND, RESPONSE_BURST, now)
        self._refusals = TokenBucket(RESPONSES_PER_SECOND, RESPONSE_BURST, now)
        self.offer: Callable[[Offer], None] = lambda _offer: None
        self.ended: Callable[[], None] = lambda: None  # told when the media have ended
        self._path = path
        self._events = events
        self._begun_at = self._restarted_at = self._agreed_at = now
        self._fresh: Credentials | None = None  # of an ICE restart, not yet offered
        self.ingress = Ingress(dtls, now)
        self._outbox: list[bytes] = []
        self._handshake: asyncio.Task[None] | None = None

    # Signalling

    def speak_through(self, offer: Callable[[Offer], None]) -> None:
        """Takes a new way for offers; one that may have been lost on the old way is repeated."""
        self.offer = offer
        if self.negotiation.waiting:
            offer(Offer(self.negotiation.revision, self.negotiation.text))

    def negotiate(self) -> None:
        """Makes an offer if there is something new and none is out."""
        if not self.negotiation.waiting:
            self._renew()
        text = self.negotiation.next_offer(self.transport)
        if text is not None:
            self.offer(Offer(self.negotiation.revision, text))

    def answered(self, revision: int, sdp: str) -> None:
        """Takes a browser's answer; ProtocolError if it is none."""
        if not self.negotiation.expects(revision):
            return
        answer = parse_answer(sdp)
        if not self.negotiation.accept(revision, answer):
            return
        self.uplink.learn(answer)
        if self._handshake is None:
            self._handshake = asyncio.create_task(self._connect(answer.fingerprints))
        else:
            self._events.ready(self)
        self.negotiate()

    def may_restart(self, now: float, apart: float) -> bool:
        """Whether the last restart, or the beginning, is `apart` seconds ago."""
        return now - self._restarted_at >= apart

    def restart(self, credentials: Credentials, now: float) -> None:
        """Asks for an ICE restart with the next offer, unless the last was a moment ago."""
        if self.may_restart(now, RESTARTS_APART):
            self._restarted_at, self._fresh = now, credentials
            self.negotiation.changed = True
            self.negotiate()

    def _renew(self) -> None:
        # With the offer that tells them, not before: until then no browser can know them.
        if self._fresh is not None:
            self.ice.restart(self._fresh, time.monotonic())
            ufrag, password = self._fresh.ufrag, self._fresh.password
            self.transport = replace(self.transport, ufrag=ufrag, password=password)
            self._fresh = None
            self._path.add(self)

    def responds(self, request: Message, now: float) -> bool:
        """Whether a Binding request in this participant's name gets a response, or is one too many.

        A user fragment travels in clear: whoever has seen it can use up the refusals, and no more.
        """
        signed = self.ice.is_signed(request, now)
        return (self._responses if signed else self._refusals).take(now)

    async def _connect(self, fingerprints: list[tuple[str, str]]) -> None:
        try:
            await self.dtls.handshake(fingerprints)
        except HandshakeError as problem:
            logger.info("participant %d: %s", self.id, problem)
            self._events.failed(self)
        else:
            self._events.ready(self)

    def shares(self) -> bool:
        """Whether the participant says that a screen is shared."""
        return self.participant.presence.screen

    def is_gone(self, now: float) -> bool:
        """Whether the browser has said goodbye, has fallen silent, or was never heard."""
        if self.dtls.ended:
            return True
        if not self.dtls.connected:
            return now - self._begun_at > SET_UP_SECONDS
        if now - self._agreed_at > ANSWER_SECONDS:
            return True
        return self.ice.is_gone(now)

    # Packets from the browser

    def receive_rtp(self, datagram: bytes, now: float) -> None:
        """Takes an SRTP packet."""
        try:
            self.uplink.receive(self.ingress.open_rtp(datagram, now), now)
        except (SrtpError, RtpError, ExcessError) as problem:
            self.dropped.count(problem)
        else:
            self.ice.hear(now)

    def receive_rtcp(self, datagram: bytes, now: float) -> None:
        """Takes an SRTCP packet."""
        try:
            reports = rtcp.parse(self.ingress.open_rtcp(datagram, now))
        except (SrtpError, RtpError, ExcessError) as problem:
            self.dropped.count(problem)
            return
        self.ice.hear(now)
        for report in reports:
            self.downlink.obey(report, now)
            if isinstance(report, rtcp.SenderReport):
                self.uplink.report(report, now)

    # Packets to the browser

    def send_rtp(self, packet: bytes) -> None:
        """Queues an RTP packet for the browser."""
        if not self._outbox:
            self._path.will_flush(self)
        self._outbox.append(packet)

    def send_rtcp(self, packet: bytes) -> None:
        """Sends an RTCP packet to the browser at once."""
        if path := self.ice.path:
            with suppress(SrtpError):  # no keys yet
                self._path.send([self.dtls.protect_rtcp(packet)], path)

    def unsubscribe(self, track: Track) -> None:
        """Is sent nothing more of a track; its SSRCs will not come back (see `MediaRoom`)."""
        if self.downlink.subscriptions.pop(track.ssrc, None):
            self.flush()  # or what waits would begin these streams anew
            self.dtls.forget(track.ssrc, track.rtx_ssrc)

    def send_dtls(self, datagram: bytes) -> None:
        """Sends a record of the handshake at once."""
        if path := self.ice.path:
            self._path.send([datagram], path)

    def flush(self) -> None:
        """Protects and sends what is queued."""
        packets, self._outbox = self._outbox, []
        if path := self.ice.path:
            for run, size in self.dtls.protect_runs(packets):
                self._path.send_run(run, size, path)

    def tick(self, now: float) -> None:
        """Asks for what is missing and tells what came; to be called twenty times a second."""
        if not self.negotiation.waiting:
            self._agreed_at = now
        if (screen := self.uplink.end_screen()) is not None:
            self._events.withdrawn(screen)
        for packet in self.uplink.feedback(now, self.downlink.round_trip):
            self.send_rtcp(packet)

    async def close(self) -> None:
        """Ends the connection: the browser is told, and what waits for it is dropped."""
        if self._handshake:
            self._handshake.cancel()
        await self.dtls.close()
