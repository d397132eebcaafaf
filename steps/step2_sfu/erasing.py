"""What is between a publisher and us, erased before its packets go on. [pure]

The MID names a line of the publisher's description, the transport-wide number a place on the
publisher's path. In a subscriber's description both would mean something else (RFC 7667 section
3.7). Erasing is done once for each packet that comes in, not for each that goes out; the packet
keeps its length, for zero bytes are padding there (RFC 8285 section 4.1).
"""

from common.rtp import CSRC_COUNT, EXTENSION, FIXED_LENGTH, ONE_BYTE_PROFILE, RtpHeader
from steps.step2_sfu.sdp import AUDIO_LEVEL_ID

PROFILE = ONE_BYTE_PROFILE.to_bytes(2)
LEVEL = bytes([AUDIO_LEVEL_ID << 4])  # the start of an element of one byte (section 4.2)


def erased(packet: bytes, header: RtpHeader, level: bytes) -> bytes:
    """The packet with its audio level as the only header extension; or none, if `level` is b""."""
    if not packet[0] & EXTENSION:
        return packet
    at = FIXED_LENGTH + 4 * (packet[0] & CSRC_COUNT)
    start, count = packet[:at], packet[at + 2 : at + 4]
    kept = LEVEL + level if len(level) == 1 else b""
    elements = kept.ljust(header.length - at - 4, b"\0")
    return b"".join((start, PROFILE, count, elements, packet[header.length :]))
