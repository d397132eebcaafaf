"""EBML, the grammar under WebM: an id, a size, a body (RFC 8794). [pure]

Ids and sizes have variable length: the leading zero bits of the first byte tell how many bytes
follow. A size of all ones means "unknown": the element ends where something begins that cannot
be inside it. Ids and names are those of RFC 9559 (Matroska) that WebM uses.
"""

from collections.abc import Iterator
from typing import NamedTuple

EBML, SEGMENT, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
INFO, TRACKS, TRACK_ENTRY = 0x1549A966, 0x1654AE6B, 0xAE
DOC_TYPE, TIMESTAMP_SCALE, TIMESTAMP = 0x4282, 0x2AD7B1, 0xE7
TRACK_NUMBER, TRACK_TYPE, CODEC_ID, DEFAULT_DURATION = 0xD7, 0x83, 0x86, 0x23E383
SIMPLE_BLOCK, BLOCK_GROUP, BLOCK, REFERENCE_BLOCK = 0xA3, 0xA0, 0xA1, 0xFB
SEEK_HEAD, CUES, TAGS, CHAPTERS, ATTACHMENTS = (
    0x114D9B74,
    0x1C53BB6B,
    0x1254C367,
    0x1043A770,
    0x1941A469,
)
VOID, CRC_32, POSITION, PREVIOUS_SIZE, BLOCK_DURATION = 0xEC, 0xBF, 0xA7, 0xAB, 0x9B

NAMES = {
    EBML: "EBML",
    SEGMENT: "Segment",
    CLUSTER: "Cluster",
    INFO: "Info",
    TRACKS: "Tracks",
    TRACK_ENTRY: "TrackEntry",
    DOC_TYPE: "DocType",
    TIMESTAMP_SCALE: "TimestampScale",
    TIMESTAMP: "Timestamp",
    TRACK_NUMBER: "TrackNumber",
    TRACK_TYPE: "TrackType",
    CODEC_ID: "CodecID",
    DEFAULT_DURATION: "DefaultDuration",
    SIMPLE_BLOCK: "SimpleBlock",
    BLOCK_GROUP: "BlockGroup",
    BLOCK: "Block",
    REFERENCE_BLOCK: "ReferenceBlock",
    SEEK_HEAD: "SeekHead",
    CUES: "Cues",
    TAGS: "Tags",
    CHAPTERS: "Chapters",
    ATTACHMENTS: "Attachments",
    VOID: "Void",
    CRC_32: "CRC-32",
    POSITION: "Position",
    PREVIOUS_SIZE: "PrevSize",
    BLOCK_DURATION: "BlockDuration",
}
PARENTS = frozenset({SEGMENT, CLUSTER, EBML, INFO, TRACKS, TRACK_ENTRY, BLOCK_GROUP})
TOP_LEVEL = frozenset({CLUSTER, INFO, TRACKS, SEEK_HEAD, CUES, TAGS, CHAPTERS, ATTACHMENTS})
DEEPEST = 4
MOST_CHILDREN = 200


class WebmError(ValueError):
    """Bytes that cannot be a WebM byte stream: what is wrong, and at which byte offset."""


class Header(NamedTuple):
    """The beginning of an element; `size` is None if unknown, `length` counts id and size bytes."""

    id: int
    size: int | None
    length: int


class Element(NamedTuple):
    """An element as a list shows it."""

    offset: int
    depth: int
    id: int
    name: str
    size: int | None
    header_length: int


# The length in bytes of a variable-size integer, by its first byte (RFC 8794 section 4).
VINT_LENGTH = tuple(9 - first.bit_length() for first in range(256))
LONGEST_ID, LONGEST_SIZE = 4, 8
UNKNOWN = tuple((1 << 7 * length) - 1 for length in range(LONGEST_SIZE + 1))  # by length: all ones


def read_header(data: bytes | bytearray, position: int = 0) -> Header | None:
    """The element header at a position, or None while its bytes are not all there."""
    held = len(data)
    if position >= held:
        return None
    id_length = VINT_LENGTH[data[position]]
    size_at = position + id_length
    if id_length > LONGEST_ID:
        raise WebmError(f"No element id begins with byte {data[position]:#04x}.")
    if size_at >= held:
        return None
    size_length = VINT_LENGTH[data[size_at]]
    end = size_at + size_length
    if size_length > LONGEST_SIZE:
        raise WebmError(f"No element size begins with byte {data[size_at]:#04x}.")
    if end > held:
        return None
    unknown = UNKNOWN[size_length]
    size = int.from_bytes(data[size_at:end]) & unknown
    element_id = int.from_bytes(data[position:size_at])
    return Header(element_id, None if size == unknown else size, end - position)


def elements(data: bytes) -> Iterator[Element]:
    """The elements of a byte stream in order, parents before children, as far as it goes."""
    position, ends = 0, [float("inf")]
    while (header := read_header(data, position)) is not None:
        while len(ends) > 1 and (position >= ends[-1] or _ends_parent(header.id, len(ends))):
            ends.pop()
        name = NAMES.get(header.id, f"{header.id:#x}")
        yield Element(position, len(ends) - 1, header.id, name, header.size, header.length)
        position += header.length
        if header.id in PARENTS and len(ends) <= DEEPEST:
            ends.append(float("inf") if header.size is None else position + header.size)
        elif header.size is None:
            raise WebmError(f"The {name} at byte {position} may not have an unknown size.")
        else:
            position += header.size


def _ends_parent(element_id: int, depth: int) -> bool:
    # An element of unknown size ends where one begins that belongs on a higher level.
    return element_id == EBML or (element_id in TOP_LEVEL and depth > 2)


def children(body: bytes) -> Iterator[tuple[int, bytes]]:
    """The (id, body) of each element in a whole parent's body; WebmError if one does not fit."""
    position = count = 0
    while position < len(body):
        if (count := count + 1) > MOST_CHILDREN:
            raise WebmError(f"An element has more than {MOST_CHILDREN} children.")
        header = read_header(body, position)
        if header is None or header.size is None:
            raise WebmError(f"The element at byte {position} of its parent is cut off.")
        start, end = position + header.length, position + header.length + header.size
        if end > len(body):
            name = NAMES.get(header.id, f"{header.id:#x}")
            raise WebmError(f"The {name} at byte {position} is longer than its parent.")
        yield header.id, body[start:end]
        position = end


def element(element_id: int, body: bytes) -> bytes:
    """The bytes of an element, its size written in eight bytes."""
    header = element_id.to_bytes((element_id.bit_length() + 7) // 8)
    return header + (len(body) | 1 << 56).to_bytes(8) + body
