"""ChannelData: a payload behind a channel's number and a length (RFC 8656 section 12.4). [pure]

That is four bytes; a Data indication says the same in 36.
"""

import struct
from collections.abc import Iterator

HEADER = struct.Struct("!HH")  # channel number, length of the payload
FIRST_CHANNEL, LAST_CHANNEL = 0x4000, 0x7FFE  # RFC 8656 ends at 0x4FFF, RFC 5766 did not
STUN_HEADER_LENGTH = 20


class FramingError(ValueError):
    """Bytes in a stream that begin neither a STUN message nor ChannelData."""


def is_channel_data(message: bytes) -> bool:
    """Whether a message is ChannelData: the first two bits tell it from STUN."""
    return 0x40 <= message[0] < 0x80 if message else False


def payload_of(message: bytes) -> bytes | None:
    """What ChannelData carries, without padding; None if it promises more than there is."""
    if len(message) < HEADER.size:
        return None
    length = message[2] << 8 | message[3]
    return message[4 : 4 + length] if length <= len(message) - 4 else None


def padded(message: bytes) -> bytes:
    """A message as it stands in a stream."""
    return message + bytes(-len(message) % 4) if len(message) % 4 else message


class StreamFrames:
    """The messages in a TCP or TLS stream, each of which tells its own length.

    ChannelData is padded to four bytes there (RFC 8656 section 12.5), STUN is anyway. A frame
    that is not whole yet is kept: at most 65,555 bytes.
    """

    def __init__(self) -> None:
        self._kept = b""

    @property
    def half_read(self) -> bool:
        """Whether the beginning of a message waits for its rest."""
        return bool(self._kept)

    def take(self, data: bytes) -> Iterator[bytes]:
        """The messages that are whole now; FramingError if the stream makes no sense."""
        data = self._kept + data
        position = 0
        while len(data) - position >= HEADER.size:
            length, padded = _length(data, position)
            if len(data) - position < padded:
                break
            yield data[position : position + length]
            position += padded
        self._kept = data[position:]


def _length(data: bytes, position: int) -> tuple[int, int]:
    """The length of a message, and that with its padding."""
    kind, length = HEADER.unpack_from(data, position)
    if kind < FIRST_CHANNEL and length % 4 == 0:
        return STUN_HEADER_LENGTH + length, STUN_HEADER_LENGTH + length
    if FIRST_CHANNEL <= kind <= LAST_CHANNEL:
        return HEADER.size + length, HEADER.size + length + -length % 4
    raise FramingError(f"{kind:#06x} begins neither a STUN message nor ChannelData.")
