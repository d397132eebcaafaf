"""Which protocol a datagram belongs to: its first byte tells (RFC 7983). [pure]

One UDP port carries them all. RTP and RTCP share a range of the first byte and are told apart by
the second (RFC 5761 section 4).
"""

from enum import Enum


class Kind(Enum):
    """What a datagram is; UNKNOWN is to be dropped, an empty datagram too."""

    STUN = "STUN"
    DTLS = "DTLS"
    CHANNEL_DATA = "ChannelData"
    RTP = "RTP"
    RTCP = "RTCP"
    UNKNOWN = "unknown"


RANGES = {
    Kind.STUN: range(4),
    Kind.DTLS: range(20, 64),
    Kind.CHANNEL_DATA: range(64, 80),
    Kind.RTP: range(128, 192),
}
BY_FIRST_BYTE = tuple(
    next((kind for kind, values in RANGES.items() if first in values), Kind.UNKNOWN)
    for first in range(256)
)
RTCP_TYPES = range(192, 224)  # in the second byte, where RTP has marker and payload type


def classify(datagram: bytes) -> Kind:
    """The protocol of a datagram."""
    if not datagram:
        return Kind.UNKNOWN
    kind = BY_FIRST_BYTE[datagram[0]]
    if kind is Kind.RTP and len(datagram) > 1 and datagram[1] in RTCP_TYPES:
        return Kind.RTCP
    return kind
