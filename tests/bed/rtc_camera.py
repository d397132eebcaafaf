"""Numbered RTP packets: a voice fifty times a second, and a VP8 picture fifteen times.

No codec made them. The first bytes of a payload are those by which a forwarder knows a keyframe
(RFC 7741 section 4.2), the last four are the packet's place in its track: so a receiver can tell
loss and repetition, whatever became of the sequence number on the way.
"""

from collections.abc import Iterable, Iterator
from struct import Struct

HEAD = Struct("!BBHIIHH")  # RTP header, then the profile and length of the extensions
FIRST_BYTE, MARKER, PROFILE = 0x90, 0x80, 0xBEDE  # version 2 with extensions
OPUS, VP8, TRANSPORT_NUMBER_ID = 111, 96, 3
SOUNDS_PER_SECOND, PICTURES_PER_SECOND = 50, 15
SOUND_TICKS, PICTURE_TICKS = 960, 6_000
FIRST_NUMBER = 61_400  # the latest that a subscription forwards unchanged (rewriter.NEAR_WRAP)
PLACE_BYTES = 4
KEPT = 600


class Numbered:
    """One track of numbered packets, the newest of which are kept to be sent again."""

    def __init__(self, ssrc: int, payload_type: int, transport_numbers: Iterator[int]) -> None:
        self.ssrc = ssrc
        self.sent = 0  # packets made so far: the place of the next one
        self._payload_type = payload_type
        self._transport_numbers = transport_numbers
        self._time = 0
        self._kept: dict[int, bytes] = {}

    def again(self, numbers: Iterable[int]) -> list[bytes]:
        """The packets of these sequence numbers, as far as they are kept."""
        return [self._kept[number] for number in numbers if number in self._kept]

    def _packet(self, payload: bytes, *, last: bool) -> bytes:
        number = (FIRST_NUMBER + self.sent) & 0xFFFF
        second = self._payload_type | (MARKER if last else 0)
        time = self._time & 0xFFFFFFFF
        head = HEAD.pack(FIRST_BYTE, second, number, time, self.ssrc, PROFILE, 1)
        transport = next(self._transport_numbers) & 0xFFFF
        element = bytes([TRANSPORT_NUMBER_ID << 4 | 1]) + transport.to_bytes(2) + bytes(1)
        packet = head + element + payload + self.sent.to_bytes(PLACE_BYTES)
        self.sent += 1
        self._kept.pop(number, None)
        self._kept[number] = packet
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return packet


class Voice(Numbered):
    """A microphone."""

    def __init__(self, ssrc: int, transport_numbers: Iterator[int]) -> None:
        super().__init__(ssrc, OPUS, transport_numbers)

    def next(self) -> list[bytes]:
        """The packet of the next 20 ms."""
        self._time += SOUND_TICKS
        return [self._packet(b"\xf8" + bytes(75), last=True)]


class Pictures(Numbered):
    """A camera, whose first picture is a keyframe, and the next one after each wish for one."""

    def __init__(self, ssrc: int, transport_numbers: Iterator[int]) -> None:
        super().__init__(ssrc, VP8, transport_numbers)
        self.packets, self.octets = 2, 600  # of a picture, and of each packet
        self.wanted = True  # a keyframe
        self.obeys = True
        self.keyframes: list[int] = []  # the places at which they begin

    def next(self) -> list[bytes]:
        """The packets of the next picture."""
        self._time += PICTURE_TICKS
        keyframe = self.wanted and self.obeys
        if keyframe:
            self.wanted = False
            self.keyframes.append(self.sent)
        start = b"\x10\x00" if keyframe else b"\x10\x01"
        heads = [start] + [b"\x00\x00"] * (self.packets - 1)
        filler, last = bytes(self.octets), self.packets - 1
        return [self._packet(h + filler, last=place == last) for place, h in enumerate(heads)]
