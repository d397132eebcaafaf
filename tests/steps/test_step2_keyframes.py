"""Keyframes are found where each codec's payload format puts them, and nowhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.rtp import FIXED, read_header
from steps.step2_sfu.keyframes import READERS, begins_keyframe, packet_begins_keyframe

CASES = {
    "VP8 keyframe": ("VP8", "10 00", True),
    "VP8 interframe": ("VP8", "10 01", False),
    "VP8 keyframe, long picture id": ("VP8", "90 80 8123 00", True),
    "VP8 keyframe, short picture id, layers": ("VP8", "90 e0 12 07 20 00", True),
    "VP8 interframe, long picture id": ("VP8", "90 80 8123 01", False),
    "VP8 middle of a picture": ("VP8", "00 00", False),
    "VP8 second partition": ("VP8", "11 00", False),
    "VP8 cut": ("VP8", "90 80 81", False),
    "VP9 keyframe": ("VP9", "8c 8123 00", True),
    "VP9 predicted": ("VP9", "cc 8123 00", False),
    "VP9 continued": ("VP9", "84 8123 00", False),
    "VP9 lowest layer": ("VP9", "ac 12 00 00", True),
    "VP9 higher layer": ("VP9", "ac 12 02 00", False),
    "VP9 layer cut": ("VP9", "ac 92 12", False),
    "H264 IDR": ("H264", "65 88", True),
    "H264 parameters": ("H264", "67 42", True),
    "H264 slice": ("H264", "61 e0", False),
    "H264 aggregate with parameters": ("H264", "78 0002 09f0 0002 6742", True),
    "H264 aggregate without": ("H264", "78 0002 09f0 0002 61e0", False),
    "H264 fragment, first": ("H264", "7c 85", True),
    "H264 fragment, later": ("H264", "7c 05", False),
    "H264 fragment of a slice": ("H264", "7c 81", False),
    "AV1 new sequence": ("AV1", "18 0a", True),
    "AV1 other picture": ("AV1", "10 32", False),
    "AV1 continued": ("AV1", "88 0a", False),
    "lower case": ("vp8", "10 00", True),
    "unknown codec": ("H265", "26 01", False),
    "nothing": ("VP8", "", False),
}


@pytest.mark.parametrize(("codec", "payload", "keyframe"), CASES.values(), ids=CASES)
def test_a_keyframe_is_found(codec: str, payload: str, keyframe: bool) -> None:
    assert begins_keyframe(codec, bytes.fromhex(payload)) is keyframe


@pytest.mark.parametrize(("payload_type", "keyframe"), [(96, True), (97, False), (111, False)])
def test_the_payload_type_tells_which_codec_it_is(payload_type: int, keyframe: bool) -> None:
    packet = FIXED.pack(0x80, payload_type, 1, 1, 1) + b"\x10\x00"
    assert packet_begins_keyframe(packet, read_header(packet)) is keyframe


@settings(max_examples=500, derandomize=True)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=12))
def test_any_payload_has_an_answer(codec: str, payload: bytes) -> None:
    assert begins_keyframe(codec, payload) in (True, False)
