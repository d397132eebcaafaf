"""Packets of programs with other payload types and extension ids: made ours, and made theirs."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from common.rtp import RtpError, extensions, payload, read_header
from steps.step2_sfu.answering import TO_THEM
from steps.step2_sfu.translation import pack_extensions, to_ours, to_theirs
from tests.bed.whip_offers import AUDIO, VIDEO, agreed


def packet(payload_type: int, ssrc: int = 21, *elements: tuple[int, bytes]) -> bytes:
    """An RTP packet with a marker and header extensions."""
    block = pack_extensions(elements)
    head = bytes([0x90 if block else 0x80, 0x80 | payload_type]) + bytes(6)
    return head + ssrc.to_bytes(4) + block + b"payload"


def test_packets_of_a_publisher_get_our_numbers() -> None:
    translation = to_ours(agreed(AUDIO, VIDEO))
    came = packet(97, 21, (6, b"\1\2"), (7, b"?"), (8, b"abc"), (9, b"v"))
    made = translation.apply(came)
    assert made and read_header(made)[:5] == (True, 96, 0, 0, 21) and payload(made) == b"payload"
    assert dict(extensions(made)) == {3: b"\1\2"}
    made = translation.apply(packet(96, 11, (5, b"\x90")))
    assert made and read_header(made).payload_type == 111
    assert dict(extensions(made)) == {1: b"\x90"}
    again = translation.apply(packet(98, 22))
    assert again and read_header(again).payload_type == 97 and not again[0] & 0x10
    assert translation.apply(packet(9)) is None


def test_who_names_no_source_is_known_by_the_payload_type() -> None:
    unnamed = re.sub(r"a=ssrc.*\n", "", VIDEO)
    agreement = agreed(AUDIO, unnamed)
    translation = to_ours(agreement)
    made = translation.apply(packet(97, 99, (9, b"v")))
    assert made and dict(extensions(made)) == {4: b"1"}
    made = translation.apply(packet(96, 11))
    assert made and not dict(extensions(made))
    assert translation.apply(packet(98)) is None  # nor could what is sent again be told apart
    sources = agreement.as_answered()
    assert [line.ssrcs for line in sources.lines] == [[11], []]


def test_packets_for_a_player_get_its_numbers() -> None:
    translation = to_theirs(agreed(AUDIO, VIDEO, answers=TO_THEM))
    made = translation.apply(packet(97, 5, (3, b"\1\2"), (4, b"1"), (2, b"abc")))
    assert made and read_header(made).payload_type == 98
    assert not dict(extensions(made))
    made = translation.apply(packet(111, 5, (1, b"\x90"), (3, b"\1\2")))
    assert made and dict(extensions(made)) == {5: b"\x90"}
    assert translation.apply(packet(98)) is None  # VP9, which it has not offered


@given(st.binary(max_size=80))
@settings(max_examples=500, derandomize=True)
def test_any_bytes_are_translated_or_refused(data: bytes) -> None:
    translation = to_ours(agreed(AUDIO, VIDEO))
    for octets in (data, b"\x90\x61" + data):
        try:
            made = translation.apply(octets)
        except RtpError:
            continue
        if made is not None:
            length = read_header(octets).length
            assert made[read_header(made).length :] == octets[length:]
