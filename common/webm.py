"""WebM as a byte stream: chunks cut anywhere go in, pieces that can be played come out. [pure]

What a viewer may begin with is an init segment, then a Cluster whose first video frame is
a keyframe (W3C: WebM byte stream format, section 4). Browsers record more Clusters than that, and
Firefox's player drops a Cluster that begins otherwise. So Clusters are made anew: one at each
keyframe. Frames pass through untouched and at once, even in the middle; only the two bytes that
tell a frame's time relative to its Cluster change. RFC 9559 describes the elements.
"""

from dataclasses import dataclass
from struct import Struct

from common import ebml
from common.ebml import Header, WebmError, children, read_header
from common.webm_tracks import InitReader, InitSegment, Track

LARGEST_INIT = 64 * 1024
LARGEST_BLOCK = 1024 * 1024
LARGEST_SKIP = 1024 * 1024
MOST_STEPS = 2_000  # of one chunk: a second of sound and picture takes about 400
NONE_YET = -(1 << 62)  # no block's time is near it
# RFC 9559 section 10.2: track number (one byte), 16 bits of relative timestamp, flags.
BLOCK_HEAD = Struct(">BhB")
KEYFRAME = ONE_BYTE = 0x80  # of the flags; of the track number: it has no second byte

__all__ = ["InitSegment", "MediaPiece", "Track", "WebmError", "WebmReader"]


@dataclass(frozen=True, slots=True)
class MediaPiece:
    """The next bytes for a player; with `random_access` it can begin here, after an init segment.

    `timestamp` is the time, in milliseconds, of the Cluster that the bytes belong to.
    """

    data: bytes
    random_access: bool
    timestamp: int


class WebmReader:
    """One byte stream, read as it passes; holds no more than an element's header, or the init."""

    def __init__(self) -> None:
        self.tracks: list[Track] = []
        self.offset = 0  # of the first held byte in the whole byte stream
        self.latest = 0  # the time of the newest block, in milliseconds
        self._held = b""
        self._waiting = bytearray()  # for more, up to `_needed` bytes: joined once, not each time
        self._needed = 0
        self._init_reader = InitReader()
        self._at = 0  # how far the held bytes are read
        self._passing = 0  # bytes of a block that go on to the viewers as they come
        self._skipping = 0  # bytes of an element that nobody needs
        self._cluster_left: int | None = None  # bytes of a Cluster of known size
        self._base = 0  # the timestamp of the publisher's Cluster, in TimestampScale units
        self._scale = 1_000_000  # nanoseconds per unit
        self._known: frozenset[int] = frozenset()  # the bytes that begin blocks of some track
        self._video: frozenset[int] = frozenset()  # and those of a track with video
        self._new_cluster = False  # a Cluster of the publisher has begun, without a block so far
        self._written = NONE_YET  # the timestamp of the Cluster being written
        self._pieces: list[InitSegment | MediaPiece] = []
        self._piece: list[bytes] = []
        self._random_access = False

    def feed(self, chunk: bytes) -> list[InitSegment | MediaPiece]:
        """The pieces that a chunk completes; WebmError if this is not WebM, at which byte."""
        if not self._hold(chunk):
            return []
        try:
            steps = 0
            while self._step():
                if (steps := steps + 1) > MOST_STEPS:
                    raise WebmError("Too many elements in one chunk.")
        except WebmError as problem:
            where = f"byte {self.offset + self._at} of the byte stream"
            raise WebmError(f"{problem} ({where})") from None
        self._held = self._held[self._at :]
        if self._needed:
            self._waiting, self._held = bytearray(self._held), b""
        self.offset += self._at
        self._at = 0
        self._end_piece()
        pieces, self._pieces = self._pieces, []
        return pieces

    @property
    def held(self) -> int:
        """The bytes that wait for what follows them."""
        return len(self._held) + len(self._waiting)

    def _hold(self, chunk: bytes) -> bool:
        if self._needed:
            self._waiting += chunk
            if len(self._waiting) < self._needed:
                return False
            self._held, self._waiting, self._needed = bytes(self._waiting), bytearray(), 0
        else:
            self._held = self._held + chunk if self._held else chunk
        return True

    def _step(self) -> bool:
        """Reads one thing; False if its bytes are not all there."""
        if not self.tracks:
            return self._init()
        if self._passing or self._skipping:
            return self._flow()
        header = read_header(self._held, self._at)
        return header is not None and self._element(header)

    def _init(self) -> bool:
        found = self._init_reader.read(self._held)
        if found is None:
            self._needed = self._init_reader.needed
            if self._needed > LARGEST_INIT:
                raise WebmError(f"No Cluster within the first {LARGEST_INIT} bytes.")
            return False
        self.tracks, self._scale, self._at = found.tracks, found.scale, found.length
        numbers = {ONE_BYTE | track.number: track.kind for track in self.tracks}
        self._known = frozenset(numbers)
        self._video = frozenset(number for number, kind in numbers.items() if kind == "video")
        self._pieces.append(found.segment)
        return True

    def _flow(self) -> bool:
        available = len(self._held) - self._at
        if self._passing:
            count = min(self._passing, available)
            self._piece.append(self._held[self._at : self._at + count])
            self._passing -= count
        else:
            count = min(self._skipping, available)
            self._skipping -= count
        self._advance(count)
        return count > 0

    def _element(self, header: Header) -> bool:
        element_id, size, length = header
        if element_id == ebml.CLUSTER:
            self._cluster_left = size
            self._new_cluster = True
            self._at += length
            return True
        if size is None:
            raise WebmError(f"Element {element_id:#x} may not have an unknown size.")
        read = INSIDE_CLUSTER.get(element_id)
        if read is None:
            return self._skip(header, size)
        if self._cluster_left is not None and length + size > self._cluster_left:
            raise WebmError("An element is longer than the Cluster around it.")
        return read(self, header, size)

    def _skip(self, header: Header, size: int) -> bool:
        if size > LARGEST_SKIP:
            raise WebmError(f"Element {header.id:#x} of {size} bytes is too long.")
        self._advance(header.length)
        self._skipping = size
        return True

    def _timestamp(self, header: Header, size: int) -> bool:
        body = self._body(header, size, 8)
        if body is None:
            return False
        self._base = int.from_bytes(body)
        if self._base > 2**53:
            raise WebmError("The Cluster's timestamp is too large.")
        self._advance(header.length + size)
        return True

    def _simple_block(self, header: Header, size: int) -> bool:
        if not 4 < size <= LARGEST_BLOCK:
            raise WebmError(f"A SimpleBlock of {size} bytes cannot be.")
        held, at = self._held, self._at
        start = at + header.length
        if len(held) < start + 4:
            return False
        track, relative, flags = BLOCK_HEAD.unpack_from(held, start)
        time = self._place(track, relative, keyframe=bool(flags & KEYFRAME))
        end = start + size
        here = min(end, len(held))
        self._piece += (held[at : start + 1], time, held[start + 3 : here])
        self._passing = end - here
        self._advance(here - at)
        return True

    def _block_group(self, header: Header, size: int) -> bool:
        body = self._body(header, size, LARGEST_BLOCK)
        if body is None:
            return False
        first = read_header(body)
        parts = list(children(body))
        blocks = [part for number, part in parts if number == ebml.BLOCK]
        if first is None or first.id != ebml.BLOCK or len(blocks) != 1 or len(blocks[0]) < 4:
            raise WebmError("A BlockGroup must begin with its only Block.")
        track, relative, _flags = BLOCK_HEAD.unpack_from(body, first.length)
        # RFC 9559 section 5.1.3.5.5: what refers to no other block is a keyframe.
        time = self._place(track, relative, keyframe=ebml.REFERENCE_BLOCK not in dict(parts))
        start = self._held[self._at : self._at + header.length]
        where = first.length + 1  # of the relative timestamp
        self._piece += (start, body[:where], time, body[where + 2 :])
        self._advance(header.length + size)
        return True

    def _place(self, track: int, relative: int, *, keyframe: bool) -> bytes:
        """A block's time in the Cluster being written, which is begun anew where it must be."""
        if track not in self._known:
            raise WebmError(f"A block belongs to no track: its first byte is {track:#04x}.")
        time = max(0, self._base + relative)
        self.latest = time * self._scale // 1_000_000
        begins = keyframe and track in self._video if self._video else self._new_cluster
        self._new_cluster = False
        if begins or not -0x8000 <= time - self._written < 0x8000:
            self._end_piece()
            self._random_access = begins
            self._written = time
            self._piece.append(CLUSTER_START + time.to_bytes(8))
        return (time - self._written).to_bytes(2, signed=True)

    def _body(self, header: Header, size: int, largest: int) -> bytes | None:
        if size > largest:
            raise WebmError(f"Element {header.id:#x} of {size} bytes is too long.")
        start = self._at + header.length
        self._needed = header.length + size if len(self._held) < start + size else 0
        return None if self._needed else self._held[start : start + size]

    def _advance(self, count: int) -> None:
        self._at += count
        if self._cluster_left is not None:
            self._cluster_left = max(0, self._cluster_left - count) or None

    def _end_piece(self) -> None:
        if self._piece:
            milliseconds = self._written * self._scale // 1_000_000
            data = b"".join(self._piece)
            self._pieces.append(MediaPiece(data, self._random_access, milliseconds))
        self._piece = []
        self._random_access = False


# A Cluster of unknown size, and its Timestamp element of eight bytes.
CLUSTER_START = bytes.fromhex("1F43B675 01FFFFFFFFFFFFFF E788")

# What may be inside a Cluster, and how it is read.
INSIDE_CLUSTER = {
    ebml.SIMPLE_BLOCK: WebmReader._simple_block,
    ebml.BLOCK_GROUP: WebmReader._block_group,
    ebml.TIMESTAMP: WebmReader._timestamp,
    ebml.POSITION: WebmReader._skip,
    ebml.PREVIOUS_SIZE: WebmReader._skip,
}
