"""A published track and its subscribers: the forwarding itself (RFC 7667 section 3.7). [pure]

A packet comes in once and goes out to each subscriber. Nothing is decoded: only the header is
read and, of a picture, whether a keyframe begins. Who has never paused gets the very packet, not
even a copy, unless they began just before the numbers wrap (`rewriter.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from common.rtcp import SenderReport
from common.rtp import RtpHeader, read_header
from steps.step2_sfu.keyframes import packet_begins_keyframe
from steps.step2_sfu.picture_requests import PictureRequests
from steps.step2_sfu.reception import Reception
from steps.step2_sfu.repair import Missing
from steps.step2_sfu.rewriter import Rewriter
from steps.step2_sfu.ring import PacketRing
from steps.step2_sfu.subscription import PacketSink, State, Subscription

REPORTS_APART = 0.5  # seconds between two sender reports; browsers send one a second
CLOCK_RATES = {"audio": 48_000, "video": 90_000}


@dataclass(slots=True)
class Track:
    """One microphone, camera or screen of a participant."""

    owner: int
    name: str  # microphone, camera or screen
    kind: str  # audio or video
    source: int  # the SSRC under which it comes
    ssrc: int  # and goes out: the same, unless somebody had it before
    rtx_ssrc: int = 0  # under which packets go out again
    ring: PacketRing = field(default_factory=PacketRing)
    missing: Missing = field(default_factory=Missing)
    pictures: PictureRequests = field(default_factory=PictureRequests)
    subscriptions: dict[int, Subscription] = field(default_factory=dict)  # by participant id
    packets: int = 0
    octets: int = 0
    heard_at: float = 0.0
    reception: Reception = field(init=False)
    _reported_at: float = -REPORTS_APART
    _plain: list[Callable[[bytes], None]] = field(default_factory=list)
    _others: list[Subscription] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reception = Reception(CLOCK_RATES[self.kind])

    def receive(self, packet: bytes, header: RtpHeader, now: float) -> None:
        """Takes a packet from the publisher and forwards it to whoever is subscribed."""
        self.reception.note(header.sequence_number, header.timestamp, now)
        self._forward(packet, header, now)

    def receive_again(self, packet: bytes, now: float) -> None:
        """Takes a packet that the publisher was asked for."""
        self._forward(packet, read_header(packet), now)

    def _forward(self, packet: bytes, header: RtpHeader, now: float) -> None:
        if not self.ring.is_new(header.sequence_number):
            return  # twice under one number would be twice under one nonce (RFC 7714 section 8.1)
        keyframe = self.kind == "video" and packet_begins_keyframe(packet, header)
        if keyframe:
            self.pictures.keyframe()
        if self.kind == "video":
            self.missing.note(header.sequence_number)
        self.ring.put(header.sequence_number, packet, now, keyframe=keyframe)
        self.packets += 1
        self.octets += len(packet) - header.length
        self.heard_at = now
        for send in self._plain:
            send(packet)
        for subscription in self._others:
            subscription.forward(packet, header, keyframe, now)

    def report(self, report: SenderReport, now: float) -> None:
        """Passes a sender report on: by it a player keeps sound and picture together."""
        self.reception.heard(report, now)
        if now - self._reported_at < REPORTS_APART:
            return  # each one more is one more to every subscriber
        self._reported_at = now
        for subscription in self.subscriptions.values():
            if not subscription.paused:
                subscription.report(report, now)

    def subscribe(
        self, who: int, sink: PacketSink, now: float, *, paused: bool = False, rtx: bool = False
    ) -> Subscription:
        """A new subscriber, who is shown what there is: the group of pictures, or asked-for one."""
        rewriter = Rewriter(CLOCK_RATES[self.kind])
        subscription = Subscription(self, sink, rewriter, rtx)
        self.subscriptions[who] = subscription
        if paused:
            subscription.pause()
        else:
            subscription.begin(now)
        return subscription

    def unsubscribe(self, who: int) -> None:
        """Ends a participant's subscription."""
        self.subscriptions.pop(who, None)
        self.sort()

    def sort(self) -> None:
        """Tells those who get the very packets from those for whom each must be looked at."""
        everybody = self.subscriptions.values()
        self._plain = [e.sink.send_rtp for e in everybody if e.state is State.PLAIN]
        self._others = [e for e in everybody if e.state in (State.WAITING, State.REWRITTEN)]
