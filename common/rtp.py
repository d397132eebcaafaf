"""RTP packets, read and rewritten in place (RFC 3550 section 5.1). [pure]

A forwarder never opens the payload: what it needs stands in the first bytes. Header extensions
(RFC 8285) carry what a browser tells about a packet, such as how loud its sound is (RFC 6464).
"""

from struct import Struct
from typing import NamedTuple

FIXED = Struct("!BBHII")  # version and flags, marker and payload type, number, timestamp, SSRC
REWRITTEN = Struct("!HII")  # number, timestamp, SSRC
FIXED_LENGTH, REWRITTEN_AT = 12, 2
VERSION = 2
PADDING, EXTENSION, CSRC_COUNT = 0x20, 0x10, 0x0F
MARKER = 0x80
ONE_BYTE_PROFILE, TWO_BYTE_PROFILE = 0xBEDE, 0x100  # the latter in the first 12 bits
STOP_ID = 15  # RFC 8285 section 4.2: ends the one-byte elements
VOICE = 0x80


class RtpError(ValueError):
    """Bytes that are not an RTP or RTCP packet."""


class RtpHeader(NamedTuple):
    """The header of a packet; `length` counts the CSRCs and extensions too."""

    marker: bool
    payload_type: int
    sequence_number: int
    timestamp: int
    ssrc: int
    length: int


def read_header(packet: bytes | bytearray) -> RtpHeader:
    """The header of a packet; RtpError if it is not all there."""
    if len(packet) < FIXED_LENGTH:
        raise RtpError(f"{len(packet)} bytes are too few for an RTP header.")
    first, second, number, timestamp, ssrc = FIXED.unpack_from(packet)
    if first >> 6 != VERSION:
        raise RtpError("This is not version 2 of RTP.")
    length = FIXED_LENGTH + 4 * (first & CSRC_COUNT)
    if first & EXTENSION:
        length += 4 + 4 * int.from_bytes(packet[length + 2 : length + 4])
    if length > len(packet):
        raise RtpError("The header is longer than the packet.")
    return RtpHeader(bool(second & MARKER), second & 0x7F, number, timestamp, ssrc, length)


def payload(packet: bytes) -> bytes:
    """What the packet carries, without padding; RtpError if there is more padding than packet."""
    start = read_header(packet).length
    padding = packet[-1] if packet[0] & PADDING else 0
    if start + padding > len(packet) or (packet[0] & PADDING and not padding):
        raise RtpError("The padding is not inside the packet.")
    return packet[start : len(packet) - padding]


def extensions(packet: bytes, header: RtpHeader | None = None) -> list[tuple[int, bytes]]:
    """The (id, value) of each header extension element, of either form (RFC 8285).

    `header` is that of the packet, if it has been read already.
    """
    end = (header or read_header(packet)).length
    if not packet[0] & EXTENSION:
        return []
    at = FIXED_LENGTH + 4 * (packet[0] & CSRC_COUNT)
    profile = int.from_bytes(packet[at : at + 2])
    if profile == ONE_BYTE_PROFILE:
        return _one_byte_elements(packet, at + 4, end)
    if profile >> 4 == TWO_BYTE_PROFILE:
        return _two_byte_elements(packet, at + 4, end)
    return []


def rewrite(packet: bytearray, *, sequence_number: int, timestamp: int, ssrc: int) -> None:
    """Gives a packet another number, time and source; nothing else in it changes."""
    REWRITTEN.pack_into(packet, REWRITTEN_AT, sequence_number, timestamp, ssrc)


def unwrap(sequence_number: int, near: int) -> int:
    """The number with the bits that 16 have no room for: the one nearest to `near`."""
    distance = (sequence_number - near) & 0xFFFF
    return near + (distance if distance < 0x8000 else distance - 0x10000)


def audio_level(value: bytes) -> tuple[bool, int]:
    """Whether there is voice, and the level in dB below the loudest: 0 to 127 (RFC 6464)."""
    if not value:
        raise RtpError("An audio level has one byte.")
    return bool(value[0] & VOICE), value[0] & 0x7F


def _one_byte_elements(packet: bytes, at: int, end: int) -> list[tuple[int, bytes]]:
    elements = []
    while at < end and (identifier := packet[at] >> 4) != STOP_ID:
        start = at + 1
        at = start + (packet[at] & 0x0F) + 1 if packet[at] else start  # a zero byte is padding
        if at > end:
            raise RtpError("A header extension is longer than the header.")
        if identifier:
            elements.append((identifier, packet[start:at]))
    return elements


def _two_byte_elements(packet: bytes, at: int, end: int) -> list[tuple[int, bytes]]:
    elements = []
    while at < end:
        identifier, start = packet[at], at + 2
        if not identifier:
            at += 1
            continue
        at = start + packet[at + 1] if start <= end else end + 1
        if at > end:
            raise RtpError("A header extension is longer than the header.")
        elements.append((identifier, packet[start:at]))
    return elements
