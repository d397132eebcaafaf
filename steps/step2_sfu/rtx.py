"""Lost packets sent again in a stream of their own (RFC 4588). [pure]

It has its own SSRC, payload type and numbers, so that a packet that is sent again looks like none
that was late or came twice: both sides go on knowing what the network really lost. The number
under which the packet was sent first stands in front of its payload.
"""

from common.rtp import MARKER, PADDING, RtpHeader, payload

RTX = {96: 97, 98: 99, 102: 103, 45: 46}  # the payload type of what is sent again, by the first one
FIRST = {again: first for first, again in RTX.items()}
NUMBER_LENGTH = 2  # of the original sequence number (OSN)


def as_repair(packet: bytes, header: RtpHeader, *, first: int, number: int, ssrc: int) -> bytes:
    """A packet that was sent under the number `first`, to be sent again under another."""
    again = bytearray(packet[: header.length])
    again[1] = RTX[header.payload_type] | (MARKER if header.marker else 0)
    again[2:4] = number.to_bytes(2)
    again[8:12] = ssrc.to_bytes(4)
    return bytes(again) + first.to_bytes(2) + packet[header.length :]


def from_repair(packet: bytes, header: RtpHeader, ssrc: int) -> bytes | None:
    """The packet of the source `ssrc` that was sent again; None for a probe, all padding."""
    body = payload(packet)
    if len(body) <= NUMBER_LENGTH:
        return None
    first = bytearray(packet[: header.length])
    first[0] &= ~PADDING & 0xFF  # padding was for this packet alone
    first[1] = FIRST[header.payload_type] | (MARKER if header.marker else 0)
    first[2:4] = body[:NUMBER_LENGTH]
    first[8:12] = ssrc.to_bytes(4)
    return bytes(first) + body[NUMBER_LENGTH:]
