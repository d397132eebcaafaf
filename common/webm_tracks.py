"""The init segment of a WebM byte stream: what a player must be given first. [pure]

It is everything before the first Cluster (W3C WebM byte stream format, section 3). Only what is
understood goes on to the viewers: the EBML header, Info and Tracks, and a DefaultDuration.
"""

from dataclasses import dataclass
from typing import NamedTuple

from common import ebml
from common.ebml import Header, WebmError, children, element, read_header

MOST_TRACKS = 4
CODECS = frozenset({"V_VP8", "V_VP9", "V_AV1", "V_MPEG4/ISO/AVC", "A_OPUS", "A_VORBIS"})
KINDS = {1: "video", 2: "audio"}
# Blocks tell no duration, so a player guesses that of the newest one. Firefox drops everything up
# to the next keyframe if a block comes later than twice its guess, and drops blocks that a guess
# reaches over. These fit pictures of 10 to 30 Hz, and sound in packets of 20 or 60 ms.
DURATIONS = {"video": 100_000_000, "audio": 38_000_000}  # nanoseconds
NEEDED = (ebml.EBML, ebml.SEGMENT, ebml.INFO, ebml.TRACKS)
SEGMENT_START = bytes.fromhex("18538067 01FFFFFFFFFFFFFF")  # of unknown size: it goes on and on


@dataclass(frozen=True, slots=True)
class InitSegment:
    """The bytes that a player needs before any media."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Track:
    """A track: its number in the blocks, "video" or "audio", and its codec."""

    number: int
    kind: str
    codec: str


class Init(NamedTuple):
    """What is known once the first Cluster has come; `length` is where it begins."""

    segment: InitSegment
    tracks: list[Track]
    scale: int  # nanoseconds per unit of a timestamp
    length: int


class InitReader:
    """Reads what comes before the first Cluster, each element once."""

    def __init__(self) -> None:
        self._parts: dict[int, bytes] = {}
        self._position = 0
        self.needed = 0  # bytes of the stream, to read any further

    def read(self, data: bytes) -> Init | None:
        """The init segment of a byte stream that begins with `data`, None before a Cluster."""
        while (header := read_header(data, self._position)) is not None:
            if header.id == ebml.CLUSTER:
                return _complete(self._parts, self._position)
            _check_order(header, self._position, self._parts)
            body = 0 if header.id == ebml.SEGMENT else header.size or 0
            end = self._position + header.length + body
            if end > len(data):
                self.needed = end
                return None
            if header.id in NEEDED:
                self._parts[header.id] = data[self._position : end]
            self._position = end
        self.needed = len(data) + 1
        return None


def _check_order(header: Header, position: int, parts: dict[int, bytes]) -> None:
    expected = ebml.EBML if position == 0 else ebml.SEGMENT if ebml.SEGMENT not in parts else None
    if expected is not None and header.id != expected:
        raise WebmError(f"A WebM byte stream has {ebml.NAMES[expected]} where this does not.")
    if header.id != ebml.SEGMENT and header.size is None:
        raise WebmError(f"Element {header.id:#x} may not have an unknown size.")
    if header.id in parts:
        raise WebmError(f"A second {ebml.NAMES[header.id]} cannot be.")


def _complete(parts: dict[int, bytes], length: int) -> Init:
    missing = [element_id for element_id in NEEDED if element_id not in parts]
    if missing:
        raise WebmError(f"A Cluster came before {ebml.NAMES[missing[0]]}.")
    if dict(children(_body(parts[ebml.EBML]))).get(ebml.DOC_TYPE, b"").rstrip(b"\0") != b"webm":
        raise WebmError("The DocType is not webm.")
    info = dict(children(_body(parts[ebml.INFO])))
    scale = int.from_bytes(info.get(ebml.TIMESTAMP_SCALE, b"\x0f\x42\x40"))
    if not 1 <= scale <= 1_000_000_000:
        raise WebmError("The TimestampScale cannot be.")
    entries = _body(parts[ebml.TRACKS])
    tracks = _tracks(entries)
    data = parts[ebml.EBML] + SEGMENT_START + parts[ebml.INFO] + _with_durations(entries, tracks)
    return Init(InitSegment(data), tracks, scale, length)


def _body(element: bytes) -> bytes:
    header = read_header(element)
    assert header is not None
    return element[header.length :]


def _with_durations(entries: bytes, tracks: list[Track]) -> bytes:
    """The Tracks element, each track with a DefaultDuration."""
    bodies = [body for element_id, body in children(entries) if element_id == ebml.TRACK_ENTRY]
    return element(
        ebml.TRACKS,
        b"".join(
            element(ebml.TRACK_ENTRY, _with_duration(body, track.kind))
            for body, track in zip(bodies, tracks, strict=True)
        ),
    )


def _with_duration(entry: bytes, kind: str) -> bytes:
    if ebml.DEFAULT_DURATION in dict(children(entry)):
        return entry
    return entry + element(ebml.DEFAULT_DURATION, DURATIONS[kind].to_bytes(4))


def _tracks(body: bytes) -> list[Track]:
    tracks = [
        _track(entry) for element_id, entry in children(body) if element_id == ebml.TRACK_ENTRY
    ]
    if not 1 <= len(tracks) <= MOST_TRACKS or len({t.number for t in tracks}) != len(tracks):
        raise WebmError(f"There must be 1 to {MOST_TRACKS} tracks with different numbers.")
    return tracks


def _track(entry: bytes) -> Track:
    parts = dict(children(entry))
    number = int.from_bytes(parts.get(ebml.TRACK_NUMBER, b""))
    kind = KINDS.get(int.from_bytes(parts.get(ebml.TRACK_TYPE, b"")))
    codec = parts.get(ebml.CODEC_ID, b"").rstrip(b"\0").decode("ascii", "replace")
    if not 1 <= number <= 126 or kind is None or codec not in CODECS:
        raise WebmError("A track has a number, a type or a codec that WebM does not know.")
    return Track(number, kind, codec)
