"""RTP: what aiortc writes is read, what is rewritten aiortc reads, and bytes that lie."""

import pytest
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import HeaderExtensions, HeaderExtensionsMap, RtpPacket
from hypothesis import given, settings
from hypothesis import strategies as st

from common.rtp import RtpError, audio_level, extensions, payload, read_header, rewrite, unwrap

LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"


def extension_map() -> HeaderExtensionsMap:
    """aiortc's table of extensions: mid is 1, audio level 2."""
    table = HeaderExtensionsMap()
    named = [(1, MID), (2, LEVEL)]
    table.configure(
        RTCRtpParameters(
            headerExtensions=[RTCRtpHeaderExtensionParameters(id=i, uri=uri) for i, uri in named]
        )
    )
    return table


def packet(padding: int = 0) -> bytes:
    """A packet as aiortc writes it."""
    made = RtpPacket(111, 1, 65_530, 4_000_000_000, 0xDEADBEEF, b"sound")
    made.csrc = [7, 8]
    made.extensions = HeaderExtensions(mid="0", audio_level=(True, 42))
    made.padding_size = padding
    return bytes(made.serialize(extension_map()))


def test_the_header_of_a_packet() -> None:
    header = read_header(packet())
    assert header[:5] == (True, 111, 65_530, 4_000_000_000, 0xDEADBEEF)
    assert packet()[header.length :] == b"sound" == payload(packet()) == payload(packet(4))


def test_the_extensions_of_a_packet() -> None:
    found = dict(extensions(packet()))
    assert found[1] == b"0" and audio_level(found[2]) == (True, 42)
    assert list(extensions(bytes.fromhex("806f0001") + bytes(8))) == []


def test_extensions_with_two_bytes_of_header() -> None:
    head = bytes.fromhex("906f0001") + bytes(8)
    data = head + bytes.fromhex("10000003") + b"\x01\x00\x00\x07\x05hello\x00\x00"
    assert list(extensions(data)) == [(1, b""), (7, b"hello")]


def test_only_number_time_and_source_are_rewritten() -> None:
    before = packet()
    after = bytearray(before)
    rewrite(after, sequence_number=9, timestamp=90_000, ssrc=5)
    theirs = RtpPacket.parse(bytes(after), extension_map())
    assert (theirs.sequence_number, theirs.timestamp, theirs.ssrc) == (9, 90_000, 5)
    assert before[:2] == after[:2] and before[12:] == after[12:]


@given(st.integers(0, 2**40), st.integers(-0x8000, 0x7FFF))
def test_a_number_is_unwrapped_near_another(near: int, distance: int) -> None:
    assert unwrap((near + distance) & 0xFFFF, near) == near + distance


WRONG = {
    "nothing": b"",
    "too short": packet()[:11],
    "version": b"\x00" + packet()[1:],
    "sources cut": packet()[:18],
    "extensions cut": packet()[:22],
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_is_not_rtp_is_refused(data: bytes) -> None:
    with pytest.raises(RtpError):
        read_header(data)


def test_padding_that_cannot_be_is_refused() -> None:
    for count in (0, 200):
        with pytest.raises(RtpError):
            payload(packet(4)[:-1] + bytes([count]))
    with pytest.raises(RtpError):
        audio_level(b"")


@settings(max_examples=500, derandomize=True)
@given(st.binary(max_size=64), st.booleans())
def test_only_the_declared_error_comes_out(noise: bytes, start_right: bool) -> None:
    data = b"\xb2" + noise if start_right else noise
    try:
        payload(data)
        list(extensions(data))
    except RtpError as problem:
        assert str(problem).endswith(".")
