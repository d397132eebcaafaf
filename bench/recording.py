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
FRAMES_PER_SECOND = 30
AUDIO_BLOCKS_PER_SECOND = 50  # Opus, 20 ms each
AUDIO_BYTES = 80
CLUSTER_MS = 1000


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
    for index in range(count):
        begin, end = (1000 * number // rate.per_second for number in (index, index + 1))
        start = b"" if index else head()
        if begin % CLUSTER_MS == 0:
            start += CLUSTER + begin.to_bytes(8)
        yield start + _blocks(rate.chunk_bytes - len(start), noise, begin, end)


def _blocks(size: int, noise: bytes, begin: int, end: int) -> bytes:
    """Blocks of `size` bytes in all, in the order of time; in a cluster a keyframe is first."""
    cluster = begin - begin % CLUSTER_MS
    sound, pictures = (
        _times(AUDIO_BLOCKS_PER_SECOND, begin, end),
        _times(FRAMES_PER_SECOND, begin, end),
    )
    overhead = len(block(VIDEO, 0, 0, b""))
    share, rest = divmod(size - len(sound) * (overhead + AUDIO_BYTES), len(pictures))
    parts = [(time, AUDIO, KEYFRAME, AUDIO_BYTES) for time in sound]
    for time in pictures:
        flags = KEYFRAME if time == cluster else 0
        parts.append((time, VIDEO, flags, share - overhead + (rest if time == pictures[0] else 0)))
    return b"".join(
        block(number, time - cluster, flags, noise[:length])
        for time, number, flags, length in sorted(parts)
    )


def _times(per_second: int, begin: int, end: int) -> list[int]:
    """The milliseconds from `begin` to before `end` at which something is due so often a second."""
    first, last = (-(-time * per_second // 1000) for time in (begin, end))
    return [number * 1000 // per_second for number in range(first, last)]
