"""What one participant gets of a track: all of it, nothing, or all from the next keyframe. [pure]

A pause is no loss to the subscriber: its numbers go on where they were (`rewriter.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from common.rtcp import ReportBlock, SenderReport, sender_report
from common.rtp import RtpHeader, read_header, rewrite
from steps.step2_sfu.reception import middle
from steps.step2_sfu.repair import Resending
from steps.step2_sfu.rewriter import Rewriter
from steps.step2_sfu.ring import GROUP_PACKETS, SECONDS, Kept
from steps.step2_sfu.rtx import RTX, as_repair

if TYPE_CHECKING:  # a track has subscriptions, and each knows its track
    from steps.step2_sfu.track import Track

AGAIN_AFTER = 2.0  # seconds between two replays for one subscriber


class PacketSink(Protocol):
    """Where packets for one subscriber go."""

    def send_rtp(self, packet: bytes) -> None:
        """Queues an RTP packet, not yet protected."""

    def send_rtcp(self, packet: bytes) -> None:
        """Queues an RTCP packet, not yet protected."""


class State(Enum):
    """What a subscriber gets of a packet."""

    PAUSED = auto()  # nothing
    WAITING = auto()  # nothing before a keyframe
    REWRITTEN = auto()  # a copy with other numbers
    PLAIN = auto()  # the very packet, until the next pause


@dataclass(slots=True)
class Subscription:
    """What one participant gets of a track."""

    track: "Track"
    sink: PacketSink
    rewriter: Rewriter
    rtx: bool = False  # what is sent again goes into a stream of its own (RFC 4588)
    state: State = State.PAUSED
    _packets: int = 0  # while it is plain, less those of the track: then the track counts
    _octets: int = 0
    _begun_at: float = -AGAIN_AFTER
    _again: int = 0  # the number of the newest packet in that stream
    _reported: tuple[int, float] = (0, 0.0)  # the newest sender report, and when it was sent

    @property
    def paused(self) -> bool:
        """Whether nothing is sent until `begin`."""
        return self.state is State.PAUSED

    @property
    def packets(self) -> int:
        """The packets sent so far."""
        return self._packets + (self.track.packets if self.state is State.PLAIN else 0)

    @property
    def octets(self) -> int:
        """The bytes of payload in them (RFC 3550 section 6.4.1)."""
        return self._octets + (self.track.octets if self.state is State.PLAIN else 0)

    def begin(self, now: float) -> None:
        """Begins, or goes on after a pause: with the newest group of pictures if it is whole."""
        self.rewriter.cut, self.state = True, State.REWRITTEN
        group = self._group(now)
        self._catch_up(group)
        if self.track.kind == "video" and not group:
            self.state = State.WAITING
            self.track.pictures.want()
        self.track.sort()

    def _group(self, now: float) -> list[Kept]:
        # Once in a while: somebody may look away and back all the time.
        group = self.track.ring.group(now)
        if not group or now - self._begun_at < AGAIN_AFTER or not self._are_new(group):
            return []
        self._begun_at = now
        return group

    def _are_new(self, packets: list[Kept]) -> bool:
        # Never the same again.
        return not any(self.rewriter.has_sent(kept.at) for kept in packets)

    def _catch_up(self, packets: list[Kept]) -> None:
        for kept in packets:
            # With the time at which it came: what follows must not seem to be late.
            self._send(kept.packet, read_header(kept.packet), kept.at)

    def _may_follow(self, overtaken: list[Kept], now: float) -> bool:
        # Not more at once than to a newcomer, nothing that is old, and nothing twice.
        fresh = all(now - kept.at <= SECONDS for kept in overtaken)
        return fresh and len(overtaken) < GROUP_PACKETS and self._are_new(overtaken)

    def pause(self) -> None:
        """Forwards nothing until `begin`: nobody looks."""
        if self.state is State.PLAIN:
            self._packets, self._octets = self.packets, self.octets
            self.rewriter.catch_up(self.track.ring.newest or b"", self.track.heard_at)
        self.state = State.PAUSED
        self.track.sort()

    def forward(self, packet: bytes, header: RtpHeader, keyframe: bool, now: float) -> None:
        """Passes a packet on, unless it could not be shown."""
        overtaken: list[Kept] = []
        if self.state is State.WAITING:
            # What has overtaken a keyframe's first packet belongs to it, and follows.
            overtaken = self.track.ring.since(header.sequence_number)[1:] if keyframe else []
            if not keyframe or not self._may_follow(overtaken, now):
                self.track.pictures.want()
                return
        self.state = State.REWRITTEN
        self._send(packet, header, now)
        self._catch_up(overtaken)
        if self.rewriter.untouched and self.track.ssrc == self.track.source:
            self.state = State.PLAIN
            self._packets -= self.track.packets
            self._octets -= self.track.octets
            self.track.sort()

    def resend(self, lost: Iterable[int], now: float, limits: Resending, round_trip: float) -> None:
        """Answers a NACK, within the limits; not after a cut, before which numbers were others."""
        if self.rewriter.cut:
            return
        for number in lost:
            packet = self.track.ring.get(self.rewriter.original(number), now)
            if packet and limits.allows(self.track.ssrc, number, now, round_trip):
                self._send_again(packet, now)

    def report(self, report: SenderReport, now: float) -> None:
        """The publisher's sender report, in the times and numbers that this subscriber knows."""
        self._reported = middle(report.ntp_time), now
        time = (report.timestamp + self.rewriter.time_offset) & 0xFFFFFFFF
        packets, octets = self.packets & 0xFFFFFFFF, self.octets & 0xFFFFFFFF
        sent = SenderReport(self.track.ssrc, report.ntp_time, time, packets, octets)
        self.sink.send_rtcp(sender_report(sent))

    def round_trip(self, block: ReportBlock, now: float) -> float | None:
        """The seconds to the subscriber and back, from its report (RFC 3550 section 6.4.1)."""
        echoed, sent_at = self._reported
        if not echoed or block.last_report != echoed:
            return None
        return max(0.0, now - sent_at - block.delay / 65_536)

    def _send_again(self, packet: bytes, now: float) -> None:
        header = read_header(packet)
        numbers: tuple[int, int] | None = header.sequence_number, header.timestamp
        if self.state is not State.PLAIN:
            numbers = self.rewriter.rewrite(header.sequence_number, header.timestamp, now)
        if numbers is None:
            return
        packet = self._rewritten(packet, numbers)
        if self.rtx and header.payload_type in RTX:
            self._again = (self._again + 1) & 0xFFFF
            ssrc = self.track.rtx_ssrc
            packet = as_repair(packet, header, first=numbers[0], number=self._again, ssrc=ssrc)
        self.sink.send_rtp(packet)

    def _rewritten(self, packet: bytes, numbers: tuple[int, int]) -> bytes:
        copy = bytearray(packet)
        rewrite(copy, sequence_number=numbers[0], timestamp=numbers[1], ssrc=self.track.ssrc)
        return bytes(copy)

    def _send(self, packet: bytes, header: RtpHeader, now: float) -> None:
        number, timestamp = header.sequence_number, header.timestamp
        numbers = self.rewriter.rewrite(number, timestamp, now)
        if numbers is None:
            return
        self._packets += 1
        self._octets += len(packet) - header.length
        if numbers != (number, timestamp) or self.track.ssrc != self.track.source:
            packet = self._rewritten(packet, numbers)
        self.sink.send_rtp(packet)
