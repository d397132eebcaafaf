"""Packets with the numbers of one description turned into those of another. [pure]

The server's own offers have fixed payload types and extension ids, so that packets are forwarded
as they come. Whoever offers over HTTP has chosen others: their packets are made uniform once,
where they come in, and those for them are turned round where they leave. The forwarding between
knows nothing of it. Header extensions without a number on the other side are left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from common.rtp import (
    CSRC_COUNT,
    EXTENSION,
    FIXED_LENGTH,
    MARKER,
    ONE_BYTE_PROFILE,
    extensions,
    read_header,
)
from steps.step2_sfu.answering import Agreement
from steps.step2_sfu.negotiation import INCOMING
from steps.step2_sfu.sdp import MID_ID

LONGEST_VALUE = 16  # of the one-byte form (RFC 8285 section 4.2)


@dataclass(frozen=True, slots=True)
class Translation:
    """What becomes of payload types and header extensions, in one direction."""

    payload_types: Mapping[int, int]
    extensions: Mapping[int, int]
    mids: Mapping[int, bytes] = field(default_factory=dict)  # to be told, by old payload type

    def apply(self, packet: bytes) -> bytes | None:
        """The packet in the other numbers; None if its payload type has none, RtpError if none."""
        header = read_header(packet)
        payload_type = self.payload_types.get(header.payload_type)
        if payload_type is None:
            return None
        told = [
            (self.extensions[number], value)
            for number, value in extensions(packet)
            if number in self.extensions
        ]
        if mid := self.mids.get(header.payload_type):
            told.append((MID_ID, mid))
        block = pack_extensions(told)
        start = bytearray(packet[: FIXED_LENGTH + 4 * (packet[0] & CSRC_COUNT)])
        start[0] = start[0] | EXTENSION if block else start[0] & ~EXTENSION & 0xFF
        start[1] = payload_type | (MARKER if header.marker else 0)
        return bytes(start) + block + packet[header.length :]


def pack_extensions(elements: Iterable[tuple[int, bytes]]) -> bytes:
    """The header extension block of these (id, value) elements; nothing if there are none."""
    data = b"".join(
        bytes([number << 4 | len(value) - 1]) + value
        for number, value in elements
        if 1 <= len(value) <= LONGEST_VALUE
    )
    data += bytes(-len(data) % 4)
    return ONE_BYTE_PROFILE.to_bytes(2) + (len(data) // 4).to_bytes(2) + data if data else b""


def to_ours(agreement: Agreement) -> Translation:
    """What is done with the packets of a publisher."""
    payload_types, numbers = _tables(agreement)
    # Their MID means nothing here: each kind comes once, so the payload type tells the line.
    known = {theirs: ours for ours, theirs in numbers.items() if ours != MID_ID}
    mids = {
        theirs: str(list(INCOMING.values()).index(kind)).encode()
        for kind, line in agreement.lines.items()
        for theirs in line.payload_types.values()
        if not line.offered.basics.ssrcs
    }
    return Translation({theirs: ours for ours, theirs in payload_types.items()}, known, mids)


def to_theirs(agreement: Agreement) -> Translation:
    """What is done with the packets for a player."""
    return Translation(*_tables(agreement))


def _tables(agreement: Agreement) -> tuple[dict[int, int], dict[int, int]]:
    payload_types: dict[int, int] = {}
    numbers: dict[int, int] = {}
    for line in agreement.lines.values():
        payload_types |= line.payload_types
        numbers |= line.extensions
    return payload_types, numbers
