"""An endless WebM byte stream whose frames are numbered, and the reader that counts them again.

It is what MediaRecorder would send, as far as a server can tell that does not decode: an init
segment, then clusters of VP8 blocks, each cluster beginning with a keyframe. Each block's payload
begins and ends with its number, so a receiver can tell loss, repetition and damage.
"""

import re
import struct
from random import Random

FRAME = re.compile(rb"<frame (\d{8})>.{,200000}?</frame \1>", re.DOTALL)
LONGEST_FRAME = 256 * 1024


def element(identifier: bytes, payload: bytes) -> bytes:
    """An EBML element with an eight-byte size (RFC 8794)."""
    return identifier + struct.pack(">Q", 1 << 56 | len(payload)) + payload


UNKNOWN_SIZE = b"\x01\xff\xff\xff\xff\xff\xff\xff"
SEGMENT, CLUSTER = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
HEADER = element(
    b"\x1a\x45\xdf\xa3",
    element(b"\x42\x86", b"\x01")  # EBMLVersion
    + element(b"\x42\xf7", b"\x01")  # EBMLReadVersion
    + element(b"\x42\xf2", b"\x04")  # EBMLMaxIDLength
    + element(b"\x42\xf3", b"\x08")  # EBMLMaxSizeLength
    + element(b"\x42\x82", b"webm")  # DocType
    + element(b"\x42\x87", b"\x04")
    + element(b"\x42\x85", b"\x02"),
)
INFO = element(b"\x15\x49\xa9\x66", element(b"\x2a\xd7\xb1", (1_000_000).to_bytes(3, "big")))
VIDEO = element(b"\xe0", element(b"\xb0", b"\x01\x40") + element(b"\xba", b"\x00\xb4"))
TRACK = (
    element(b"\xd7", b"\x01")  # TrackNumber
    + element(b"\x73\xc5", b"\x01")  # TrackUID
    + element(b"\x83", b"\x01")  # TrackType: video
    + element(b"\x86", b"V_VP8")
    + VIDEO
    + element(b"\x23\xe3\x83", (100_000_000).to_bytes(4))  # DefaultDuration: 100 ms
)
TRACKS = element(b"\x16\x54\xae\x6b", element(b"\xae", TRACK))
INIT_SEGMENT = HEADER + SEGMENT + UNKNOWN_SIZE + INFO + TRACKS


class Camera:
    """A synthetic publisher: `next_chunk` is what its recorder emits every `timeslice` ms."""

    mime = "video/webm;codecs=vp8"

    def __init__(self, *, kilobits: int = 200, timeslice: int = 100, seed: int = 0) -> None:
        self.frames = 0  # how many were made
        self.timeslice = timeslice
        self._bytes = kilobits * timeslice // 8
        self._random = Random(seed)
        self._time = 0  # ms
        self._cluster_at = 0

    def next_chunk(self) -> bytes:
        """The next bytes of the stream: a frame, before it what must stand before it."""
        start = INIT_SEGMENT if self._time == 0 else b""
        keyframe = self._time % 1_000 == 0
        if keyframe:
            self._cluster_at = self._time
            stamp = element(b"\xe7", self._time.to_bytes(8, "big"))
            start += CLUSTER + UNKNOWN_SIZE + stamp
        relative = struct.pack(">h", self._time - self._cluster_at)
        block = b"\x81" + relative + (b"\x80" if keyframe else b"\x00") + self._payload()
        self._time += self.timeslice
        return start + element(b"\xa3", block)

    def _payload(self) -> bytes:
        number = self.frames
        self.frames += 1
        filler = self._random.randbytes(self._bytes).replace(b"<", b"-")
        return b"<frame %08d>%b</frame %08d>" % (number, filler, number)


class FrameCounter:
    """Finds the numbered frames in a byte stream that comes in pieces."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self._tail = b""

    def feed(self, data: bytes) -> None:
        """Takes the next bytes."""
        self._tail += data
        end = 0
        for found in FRAME.finditer(self._tail):
            self.numbers.append(int(found[1]))
            end = found.end()
        self._tail = self._tail[end:][-LONGEST_FRAME:]

    def restart(self) -> None:
        """Forgets an unfinished frame: what follows begins anew."""
        self._tail = b""

    @property
    def gaps(self) -> list[int]:
        """The frames after which the following number is missing or repeated."""
        return [a for a, b in zip(self.numbers, self.numbers[1:], strict=False) if b != a + 1]
