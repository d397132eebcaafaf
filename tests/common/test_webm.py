"""The WebM reader: real recordings cut anywhere, and publishers who lie."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import ebml
from common.ebml import VINT_LENGTH, children, elements, read_header
from common.webm import CLUSTER_START, MOST_STEPS, InitSegment, MediaPiece, WebmError, WebmReader
from steps.step1_websocket.exercise.recording import recorded
from tests.bed.camera import INIT_SEGMENT, Camera, element

CLUSTER = bytes.fromhex("1F43B675 01FFFFFFFFFFFFFF")
LARGEST_HELD = 1024 * 1024 + 64


def recording(browser: str) -> list[bytes]:
    """The chunks of a real MediaRecorder, cut as it cut them."""
    return recorded(browser).chunks


def pieces_of(chunks: list[bytes]) -> list[InitSegment | MediaPiece]:
    """Everything a new reader makes of the chunks."""
    reader = WebmReader()
    return [piece for chunk in chunks for piece in reader.feed(chunk)]


def frames(data: bytes) -> list[tuple[int, int, bytes]]:
    """(absolute time, track, frame) of every SimpleBlock in a byte stream."""
    found, base = [], 0
    for item in elements(data):
        start = item.offset + item.header_length
        body = data[start : start + (item.size or 0)]
        if item.id == ebml.TIMESTAMP:
            base = int.from_bytes(body)
        elif item.id == ebml.SIMPLE_BLOCK:
            relative = int.from_bytes(body[1:3], signed=True)
            found.append((base + relative, body[0] & 0x7F, body[4:]))
    return found


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_every_frame_of_a_recording_comes_out_untouched_and_in_time(browser: str) -> None:
    chunks = recording(browser)
    out = b"".join(piece.data for piece in pieces_of(chunks))
    assert frames(out) == frames(b"".join(chunks)) != []


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_clusters_are_made_anew_one_at_each_keyframe(browser: str) -> None:
    pieces = pieces_of(recording(browser))
    media = [piece for piece in pieces if isinstance(piece, MediaPiece)]
    begins = [piece for piece in media if piece.random_access]
    assert isinstance(pieces[0], InitSegment) and len(begins) >= 2
    for piece in media:
        assert piece.data.startswith(CLUSTER_START) is piece.random_access
    for piece in begins:
        first = next(e for e in elements(piece.data) if e.id == ebml.SIMPLE_BLOCK)
        flags = piece.data[first.offset + first.header_length + 3]
        assert flags & 0x80, "a cluster begins with a keyframe"


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_what_a_late_joiner_gets_is_a_byte_stream_of_its_own(browser: str) -> None:
    pieces = pieces_of(recording(browser))
    media = [piece for piece in pieces if isinstance(piece, MediaPiece)]
    last = max(index for index, piece in enumerate(media) if piece.random_access)
    init = pieces[0].data
    joined = pieces_of([init + b"".join(piece.data for piece in media[last:])])
    assert isinstance(joined[1], MediaPiece) and joined[1].random_access
    assert joined[1].timestamp == media[last].timestamp > 0


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_single_bytes_give_the_same_stream(browser: str) -> None:
    data = b"".join(recording(browser))
    one_by_one = pieces_of([data[at : at + 1] for at in range(len(data))])
    whole = pieces_of([data])
    assert b"".join(p.data for p in one_by_one) == b"".join(p.data for p in whole)


@given(st.integers(0, 2**32), st.integers(1, 4000))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_cuts_anywhere_give_the_same_stream(seed: int, longest: int) -> None:
    data, random, chunks, at = b"".join(recording("chromium")), Random(seed), [], 0
    while at < len(data):
        size = random.randint(1, longest)
        chunks.append(data[at : at + size])
        at += size
    assert b"".join(p.data for p in pieces_of(chunks)) == b"".join(
        p.data for p in pieces_of([data])
    )


def test_the_tracks_are_known() -> None:
    reader = WebmReader()
    reader.feed(b"".join(recording("firefox")))
    assert sorted((t.kind, t.codec) for t in reader.tracks) == [
        ("audio", "A_OPUS"),
        ("video", "V_VP8"),
    ]


def test_a_frame_is_passed_on_before_it_is_complete() -> None:
    camera, reader = Camera(kilobits=2000), WebmReader()
    chunk = camera.next_chunk()
    first = reader.feed(chunk[:2000])
    assert sum(len(piece.data) for piece in first) > 1900 - len(INIT_SEGMENT) and reader.held < 16


def test_clusters_of_known_size_and_elements_between_them_are_read() -> None:
    block = element(b"\xa3", b"\x81\x00\x05\x80frame")
    cluster = element(b"\x1f\x43\xb6\x75", element(b"\xe7", b"\x07") + block)
    cues = element(b"\x1c\x53\xbb\x6b", b"whatever")
    out = pieces_of([INIT_SEGMENT + cluster + cues + cluster])
    assert [piece.timestamp for piece in out[1:] if isinstance(piece, MediaPiece)] == [12, 12]


def test_a_block_group_is_a_keyframe_if_it_refers_to_nothing() -> None:
    def group(*more: bytes) -> bytes:
        return element(b"\xa0", element(b"\xa1", b"\x81\x00\x00\x00frame") + b"".join(more))

    start = INIT_SEGMENT + CLUSTER + element(b"\xe7", b"\x00")
    out = pieces_of([start + group() + group(element(b"\xfb", b"\xff"))])
    begins = [piece.random_access for piece in out if isinstance(piece, MediaPiece)]
    assert begins == [True] and b"".join(p.data for p in out).count(b"frame") == 2


def test_a_time_too_far_from_the_keyframe_begins_a_cluster() -> None:
    def cluster(time: int, flags: bytes) -> bytes:
        block = element(b"\xa3", b"\x81\x00\x00" + flags + b"frame")
        return CLUSTER + element(b"\xe7", time.to_bytes(4)) + block

    out = pieces_of(
        [INIT_SEGMENT + cluster(0, b"\x80") + cluster(32_767, b"\0") + cluster(32_768, b"\0")]
    )
    starts = [(p.random_access, p.timestamp) for p in out if isinstance(p, MediaPiece)]
    assert starts == [(True, 0), (False, 32_768)]


def test_each_track_gets_a_default_duration_once() -> None:
    init = pieces_of(recording("firefox"))[0].data
    names = [e.name for e in elements(init)]
    assert names.count("DefaultDuration") == names.count("TrackEntry") == 2
    assert pieces_of([init + CLUSTER])[0].data == init


def test_a_large_group_in_small_chunks_is_put_together_once() -> None:
    block = element(b"\xa1", b"\x81\x00\x00\x00" + b"frame" * 40_000)
    data, reader = small_cluster(element(b"\xa0", block)), WebmReader()
    pieces = []
    for at in range(0, len(data), 7):
        pieces += reader.feed(data[at : at + 7])
        assert reader.held <= min(at + 7, 200_100)
    assert pieces[-1].data.count(b"frame") == 40_000 and reader.held == 0


def test_one_chunk_has_not_too_many_elements() -> None:
    voids = b"\xec\x80" * (MOST_STEPS + 1)
    with pytest.raises(WebmError, match="Too many elements"):
        pieces_of([small_cluster(voids)])
    assert pieces_of([small_cluster(b""), voids[:MOST_STEPS], voids[:MOST_STEPS]])


def small_cluster(body: bytes) -> bytes:
    """An init segment and the beginning of a cluster with `body` in it."""
    return INIT_SEGMENT + CLUSTER + element(b"\xe7", b"\0") + body


LIES = {
    "nonsense": b"this is not WebM at all",
    "nonsense id": b"\x00" * 40,
    "no segment": INIT_SEGMENT[: INIT_SEGMENT.index(b"\x18\x53\x80\x67")] + CLUSTER,
    "a cluster at once": CLUSTER,
    "matroska": INIT_SEGMENT.replace(b"webm", b"mkv!") + CLUSTER,
    "unknown codec": INIT_SEGMENT.replace(b"V_VP8", b"V_EVL") + CLUSTER,
    "endless init": INIT_SEGMENT + element(b"\xec", b"\0" * 70_000),
    "endless void": small_cluster(b"\xec\x08\xff\xff\xff\xff\xff\xff"),
    "endless block": small_cluster(b"\xa3\x08\xff\xff\xff\xff\xff\xff"),
    "block of unknown size": small_cluster(b"\xa3\xff"),
    "empty block": small_cluster(b"\xa3\x80"),
    "long timestamp": small_cluster(b"\xe7\x89" + b"\xff" * 9),
    "timestamp too large": small_cluster(element(b"\xe7", b"\xff" * 8)),
    "child longer than its cluster": INIT_SEGMENT
    + bytes.fromhex("1F43B675 84")
    + element(b"\xa3", b"\x81\x00\x00\x80frame"),
    "group that lies": small_cluster(element(b"\xa0", b"\xa1\xff")),
    "group without a block": small_cluster(element(b"\xa0", element(b"\xfb", b"\0"))),
    "group of nothing": small_cluster(
        element(b"\xa0", element(b"\xa1", b"\x81\x00\x00\x80frame") + b"\xec\x80" * 300)
    ),
    "track that lies": INIT_SEGMENT.replace(b"\xd7\x01", b"\xd7\x7f") + CLUSTER,
    "second segment": INIT_SEGMENT + INIT_SEGMENT[INIT_SEGMENT.index(b"\x18\x53\x80\x67") :],
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("size", [1, 1_000_000])
def test_a_lie_is_refused_with_its_byte_offset(lie: str, size: int) -> None:
    data = LIES[lie]
    with pytest.raises(WebmError, match="byte"):
        pieces_of([data[at : at + size] for at in range(0, len(data), size)])


@given(st.binary(max_size=300), st.integers(0, 2000))
@settings(max_examples=1000, derandomize=True, deadline=None)
def test_any_bytes_anywhere_are_read_or_refused(noise: bytes, at: int) -> None:
    camera, reader = Camera(kilobits=40), WebmReader()
    data = b"".join(camera.next_chunk() for _ in range(6))
    data = data[:at] + noise + data[at:]
    try:
        for position in range(0, len(data), 97):
            reader.feed(data[position : position + 97])
            assert reader.held <= LARGEST_HELD
    except WebmError as error:
        assert "byte" in str(error)


@given(st.lists(st.tuples(st.integers(0, 30_000), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=500, derandomize=True, deadline=None)
def test_damaged_recordings_are_read_or_refused(damage: list[tuple[int, int]]) -> None:
    data = bytearray(b"".join(recording("chromium")))
    for position, value in damage:
        data[position] = value
    reader = WebmReader()
    try:
        pieces = reader.feed(bytes(data))
        assert pieces or reader.held == len(data), "an init segment may still be coming"
    except WebmError as error:
        assert "byte" in str(error)


def test_the_elements_of_a_recording_are_listed_with_their_depth() -> None:
    names = [(e.depth, e.name) for e in elements(b"".join(recording("chromium")))][:40]
    assert names[0] == (0, "EBML") and (0, "Segment") in names
    assert (1, "Cluster") in names and (2, "SimpleBlock") in names and (2, "TrackEntry") in names


def test_ebml_numbers() -> None:
    assert [VINT_LENGTH[first] for first in (0x80, 0x40, 0x01)] == [1, 2, 8]
    assert read_header(b"\xa3\x82xy") == (0xA3, 2, 2)
    assert read_header(b"\xa3\xff") == (0xA3, None, 2)
    assert read_header(b"\xa3") is None and read_header(b"") is None
    assert list(children(element(b"\xe7", b"\x05"))) == [(0xE7, b"\x05")]
    with pytest.raises(WebmError):
        list(children(b"\xe7\x82\x05"))
