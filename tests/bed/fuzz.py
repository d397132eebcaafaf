"""RTP and RTCP as an insider might send them: right on the outside, anything within."""

from collections.abc import Iterator
from random import Random
from struct import Struct

FIXED = Struct("!BBHII")
PAYLOAD_TYPES = (111, 96, 98, 102, 45, 97, 99, 103, 46, 0, 63, 127)
RTCP_TYPES = (*range(200, 208), 192, 223)
EXTENSION_IDS = range(16)
PROFILES = (0xBEDE, 0x1000, 0x1234, 0)


class Fuzz:
    """An endless supply of bad packets; the same seed gives the same ones."""

    def __init__(self, seed: int, ssrcs: list[int]) -> None:
        self.dice = Random(seed)
        self._ssrcs = ssrcs
        self._numbers = dict.fromkeys(ssrcs, 0)

    def rtp(self) -> bytes:
        """An RTP packet; its sequence numbers go on, with gaps."""
        dice, ssrc = self.dice, self.dice.choice(self._ssrcs)
        self._numbers[ssrc] += dice.choice((1, 1, 1, 1, 2, 17, 300))
        csrcs, extended = dice.choice((0, 0, 0, 1, 15)), dice.random() < 0.8
        first = 0x80 | (0x20 if dice.random() < 0.1 else 0) | (0x10 if extended else 0) | csrcs
        second = dice.choice(PAYLOAD_TYPES) | dice.choice((0, 0x80))
        if second & 0x7F in range(64, 96) or 192 <= second < 224:
            second = 96
        time = dice.choice((0, 0xFFFFFFFF, dice.getrandbits(32)))
        head = FIXED.pack(first, second, self._numbers[ssrc] & 0xFFFF, time, ssrc)
        extension = self._extension() if extended else b""
        return head + dice.randbytes(4 * csrcs) + extension + self._payload()

    def rtcp(self) -> bytes:
        """A compound RTCP packet, each of whose parts may lie about its length."""
        dice = self.dice
        parts = [self._part() for _part in range(dice.choice((1, 1, 2, 5)))]
        packet = bytearray(b"".join(parts))
        for _change in range(dice.choice((0, 0, 1, 4))):
            packet[dice.randrange(8, len(packet)) if len(packet) > 8 else 0] = dice.randrange(256)
        packet[0] = packet[0] & 0x3F | 0x80
        packet[1] = dice.choice(RTCP_TYPES)
        return bytes(packet[: dice.choice((len(packet), dice.randrange(8, len(packet) + 1)))])

    def _payload(self) -> bytes:
        dice = self.dice
        known = dice.choice((b"", b"\x10", b"\x90\xff", b"\x78", b"\x7c\x85", b"\x08", b"\xff"))
        return known + dice.randbytes(dice.choice((0, 0, 1, 2, 5, 40, 1_000)))

    def _extension(self) -> bytes:
        elements = b"".join(self._elements())
        elements += bytes(-len(elements) % 4)
        profile = self.dice.choice(PROFILES)
        return profile.to_bytes(2) + (len(elements) // 4).to_bytes(2) + elements

    def _elements(self) -> Iterator[bytes]:
        dice = self.dice
        for _element in range(dice.randrange(6)):
            length = dice.randrange(16)
            content = dice.randbytes(dice.choice((length + 1, length + 1, dice.randrange(20))))
            if dice.random() < 0.5:
                yield bytes([dice.choice(EXTENSION_IDS) << 4 | length]) + content
            else:
                yield bytes([dice.choice(EXTENSION_IDS), length]) + content

    def _part(self) -> bytes:
        dice = self.dice
        size = 4 * dice.choice((1, 2, 3, 6, 13, 60))
        told = size // 4 if dice.random() < 0.8 else dice.getrandbits(16)
        ssrcs = [s.to_bytes(4) for s in (dice.choice(self._ssrcs), dice.choice(self._ssrcs))]
        body = b"".join(ssrcs) + dice.choice((b"REMB", b"")) + dice.randbytes(size)
        head = bytes([0x80 | dice.choice((0, 1, 4, 15, 31, 0x21))]) + bytes(
            [dice.choice(RTCP_TYPES)]
        )
        return head + told.to_bytes(2) + body[:size]
