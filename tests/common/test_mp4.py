"""Whole MP4 files are told from anything else by their boxes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.mp4 import whole_file
from common.webm import InitSegment, MediaPiece, WebmError


def box(kind: bytes, body: bytes) -> bytes:
    """One ISO BMFF box."""
    return (8 + len(body)).to_bytes(4) + kind + body


FILE = box(b"ftyp", b"isom0000") + box(b"moov", b"") + box(b"mdat", b"picture")


def test_a_file_is_one_piece_that_plays_by_itself() -> None:
    assert whole_file(FILE) == [InitSegment(b""), MediaPiece(FILE, True, 0)]


@pytest.mark.parametrize("data", [b"", b"ftyp", FILE[:-1], FILE + b"\0\0\0\7free", FILE[16:]])
def test_what_is_not_a_whole_file_is_refused(data: bytes) -> None:
    with pytest.raises(WebmError):
        whole_file(data)


@given(st.binary(max_size=200))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_any_bytes_behind_a_file_are_taken_or_refused(tail: bytes) -> None:
    try:
        assert whole_file(FILE + tail)[1] == MediaPiece(FILE + tail, True, 0)
    except WebmError as error:
        assert "box" in str(error)
