"""RTCP: what senders and receivers tell each other about the media (RFC 3550 section 6). [pure]

Several packets travel in one datagram, a compound packet. Feedback asks for something at once:
lost packets again (RFC 4585 section 6.2.1), a whole picture (RFC 4585 section 6.3.1, RFC 5104
section 4.3.1). Packets of other kinds are passed over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from struct import Struct, error, unpack_from
from typing import TypeAlias

from common.rtp import RtpError

HEADER = Struct("!BBH")  # version, padding and count; type; length in words, less one
NACK_FORMAT, PLI_FORMAT = 1, 1
VERSION_BITS, PADDING_BIT, COUNT_BITS = 0x80, 0x20, 0x1F
BLOCK = Struct("!IIIIII")
SENDER_INFO = Struct("!IQIII")
MOST_NACKED = 256  # numbers taken from one packet: 17 for each entry would be thousands


class Kind(IntEnum):
    """The packet types (RFC 3550 section 12.1, RFC 4585 section 6.1)."""

    SENDER_REPORT = 200
    RECEIVER_REPORT = 201
    TRANSPORT_FEEDBACK = 205
    PAYLOAD_FEEDBACK = 206


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """What a receiver tells about one source (RFC 3550 section 6.4.1)."""

    ssrc: int
    fraction_lost: int  # of 256
    packets_lost: int
    highest: int  # sequence number, extended to 32 bits
    jitter: int  # in timestamp units
    last_report: int  # the middle 32 bits of the NTP time in the last sender report
    delay: int  # since it came, in 1/65536 seconds


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What a sender tells about its stream: which RTP time is which wall-clock time."""

    ssrc: int
    ntp_time: int  # 32.32 bits, in seconds since 1900
    timestamp: int
    packets: int
    octets: int
    reports: list[ReportBlock] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """What arrived, from somebody who sends nothing."""

    ssrc: int
    reports: list[ReportBlock] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Nack:
    """Packets of a source that did not arrive, by sequence number."""

    sender: int
    ssrc: int
    lost: list[int]


@dataclass(frozen=True, slots=True)
class PictureLoss:
    """The wish for a keyframe: a Picture Loss Indication, or a Full Intra Request."""

    sender: int
    ssrc: int


Report: TypeAlias = SenderReport | ReceiverReport | Nack | PictureLoss


def parse(data: bytes) -> list[Report]:
    """The packets of a compound packet, as far as they are known; RtpError if it is broken."""
    reports: list[Report] = []
    try:
        for kind, count, body in _packets(data):
            reports += _reports(kind, count, body)
    except error:  # of `struct`: a body shorter than what it should hold
        raise RtpError("An RTCP packet is too short.") from None
    return reports


def _packets(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    position = 0
    while position < len(data):
        first, kind, words = HEADER.unpack_from(data, position)
        end = position + 4 + 4 * words
        if first & 0xC0 != VERSION_BITS or end > len(data):
            raise RtpError("An RTCP packet has a wrong version, or is cut off.")
        padding = data[end - 1] if first & PADDING_BIT else 0
        if position + 4 + padding > end:
            raise RtpError("The padding is not inside the RTCP packet.")
        yield kind, first & COUNT_BITS, data[position + 4 : end - padding]
        position = end


def _reports(kind: int, count: int, body: bytes) -> list[Report]:
    match kind, count:
        case (Kind.SENDER_REPORT, _):
            ssrc, ntp_time, timestamp, packets, octets = SENDER_INFO.unpack_from(body)
            reports = _blocks(body, SENDER_INFO.size, count)
            return [SenderReport(ssrc, ntp_time, timestamp, packets, octets, reports)]
        case (Kind.RECEIVER_REPORT, _):
            return [ReceiverReport(unpack_from("!I", body)[0], _blocks(body, 4, count))]
        case (Kind.TRANSPORT_FEEDBACK, 1):
            sender, ssrc = unpack_from("!II", body)
            return [Nack(sender, ssrc, _numbers(body[8:]))]
        case (Kind.PAYLOAD_FEEDBACK, 1):
            return [PictureLoss(*unpack_from("!II", body))]
        case (Kind.PAYLOAD_FEEDBACK, 4):
            sender = unpack_from("!I", body)[0]
            wanted = [unpack_from("!I", body, at)[0] for at in range(8, len(body), 8)]
            return [PictureLoss(sender, ssrc) for ssrc in wanted]
    return []


def _blocks(body: bytes, at: int, count: int) -> list[ReportBlock]:
    blocks = []
    for number in range(count):
        ssrc, lost, *others = BLOCK.unpack_from(body, at + number * BLOCK.size)
        total = lost & 0xFFFFFF
        signed = total - (1 << 24) if total >> 23 else total
        blocks.append(ReportBlock(ssrc, lost >> 24, signed, *others))
    return blocks


def _numbers(entries: bytes) -> list[int]:
    """The lost numbers: each entry names one, and has a bit for each of the next sixteen."""
    lost: dict[int, None] = {}  # in their order, each once
    for at in range(0, len(entries), 4):
        first, following = unpack_from("!HH", entries, at)
        numbers = [first] + [first + 1 + bit & 0xFFFF for bit in range(16) if following >> bit & 1]
        lost.update(dict.fromkeys(numbers))
        if len(lost) >= MOST_NACKED:
            break
    return list(lost)[:MOST_NACKED]


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return HEADER.pack(VERSION_BITS | count, kind, len(body) // 4) + body


def sender_report(report: SenderReport) -> bytes:
    """The bytes of a sender report."""
    info = SENDER_INFO.pack(
        report.ssrc, report.ntp_time, report.timestamp, report.packets, report.octets
    )
    return _packet(Kind.SENDER_REPORT, len(report.reports), info + _packed(report.reports))


def receiver_report(report: ReceiverReport) -> bytes:
    """The bytes of a receiver report."""
    body = report.ssrc.to_bytes(4) + _packed(report.reports)
    return _packet(Kind.RECEIVER_REPORT, len(report.reports), body)


def _packed(blocks: Iterable[ReportBlock]) -> bytes:
    return b"".join(
        BLOCK.pack(
            block.ssrc,
            block.fraction_lost << 24 | block.packets_lost & 0xFFFFFF,
            block.highest,
            block.jitter,
            block.last_report,
            block.delay,
        )
        for block in blocks
    )


def picture_loss(sender: int, ssrc: int) -> bytes:
    """The bytes of a Picture Loss Indication."""
    return _packet(Kind.PAYLOAD_FEEDBACK, PLI_FORMAT, sender.to_bytes(4) + ssrc.to_bytes(4))


def nack(sender: int, ssrc: int, lost: Iterable[int]) -> bytes:
    """The bytes that ask for lost packets again, by sequence number."""
    entries: list[list[int]] = []
    for number in lost:
        distance = (number - entries[-1][0] - 1) & 0xFFFF if entries else 16
        if distance < 16:
            entries[-1][1] |= 1 << distance
        else:
            entries.append([number, 0])
    body = b"".join(first.to_bytes(2) + bits.to_bytes(2) for first, bits in entries)
    return _packet(
        Kind.TRANSPORT_FEEDBACK, NACK_FORMAT, sender.to_bytes(4) + ssrc.to_bytes(4) + body
    )
