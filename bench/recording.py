"""A recording of a given bitrate: WebM chunks as MediaRecorder cuts them, but of equal size.

What a server has to read is real (EBML header, Tracks, a cluster each second with a keyframe
first, blocks of video and audio); what only a decoder reads is random bytes. W3C WebM byte
stream format, RFC 9559.
"""

import random
from collections.abc import Iterator

from bench.rates import Rate

UNKNOWN_SIZE = b"\x01" + b"\xff" * 7
CLUSTER = bytes.fromhex("1F43B675") + UNKNOWN_SIZE + bytes.fromhex("E788")  # a timestamp follows
VIDEO, AUDIO = 1, 2
KEYFRAME = 0x80
FRAMES_PER_CHUNK = 3  # of video; 15 frames a second in chunks of 200 ms
AUDIO_BLOCKS_PER_CHUNK = 10  # Opus, 20 ms each
AUDIO_BYTES = 80
CHUNKS_PER_CLUSTER = 10


def element(identifier: str, body: bytes) -> bytes:
    """An EBML element with a size of four bytes."""
    return bytes.fromhex(identifier) + (len(body) | 0x10000000).to_bytes(4) + body


def number(identifier: str, value: int) -> bytes:
    """An EBML element that holds an unsigned integer."""
    return element(identifier, value.to_bytes(4))


def track(track_number: int, kind: int, codec: bytes, settings: bytes) -> bytes:
    """A TrackEntry."""
    names = number("D7", track_number) + number("73C5", track_number) + number("83", kind)
    return element("AE", names + element("86", codec) + settings)


def head() -> bytes:
    """The initialization segment: EBML header, Segment of unknown size, Info, Tracks."""
    ebml = number("4286", 1) + number("42F7", 1) + number("42F2", 4) + number("42F3", 8)
    ebml += element("4282", b"webm") + number("4287", 4) + number("4285", 2)
    picture = element("E0", number("B0", 640) + number("BA", 360))
    sound = element("E1", element("B5", bytes.fromhex("473b8000")) + number("9F", 1))
    tracks = track(VIDEO, 1, b"V_VP8", picture) + track(AUDIO, 2, b"A_OPUS", sound)
    segment = bytes.fromhex("18538067") + UNKNOWN_SIZE
    info = element("1549A966", number("2AD7B1", 1_000_000) + element("4D80", b"polycloud"))
    return element("1A45DFA3", ebml) + segment + info + element("1654AE6B", tracks)


def block(track_number: int, offset: int, flags: int, frame: bytes) -> bytes:
    """A SimpleBlock, `offset` milliseconds after the beginning of its cluster."""
    header = bytes([0x80 | track_number]) + offset.to_bytes(2) + bytes([flags])
    return element("A3", header + frame)


def chunks(rate: Rate, count: int) -> Iterator[bytes]:
    """`count` chunks of one recorder run, each of `rate.chunk_bytes`; the first begins it."""
    noise = random.Random(1).randbytes(2 * rate.chunk_bytes)
    spacing = round(1000 / rate.per_second / AUDIO_BLOCKS_PER_CHUNK)
    for index in range(count):
        in_cluster = index % CHUNKS_PER_CLUSTER
        start = b"" if index else head()
        if in_cluster == 0:
            timestamp = round(index * 1000 / rate.per_second)
            start += CLUSTER + timestamp.to_bytes(8)
        yield start + _blocks(rate.chunk_bytes - len(start), noise, in_cluster, spacing)


def _blocks(size: int, noise: bytes, in_cluster: int, spacing: int) -> bytes:
    """Blocks of `size` bytes in all: audio, and video among it with a keyframe first if due."""
    overhead = len(block(VIDEO, 0, 0, b""))
    video = size - AUDIO_BLOCKS_PER_CHUNK * (overhead + AUDIO_BYTES) - FRAMES_PER_CHUNK * overhead
    sizes = [video // FRAMES_PER_CHUNK] * (FRAMES_PER_CHUNK - 1)
    sizes.append(video - sum(sizes))
    parts = []
    for index in range(AUDIO_BLOCKS_PER_CHUNK):
        offset = (in_cluster * AUDIO_BLOCKS_PER_CHUNK + index) * spacing
        if index < FRAMES_PER_CHUNK:
            first = in_cluster == 0 and index == 0
            parts.append(block(VIDEO, offset, KEYFRAME if first else 0, noise[: sizes[index]]))
        parts.append(block(AUDIO, offset, KEYFRAME, noise[-AUDIO_BYTES:]))
    return b"".join(parts)
