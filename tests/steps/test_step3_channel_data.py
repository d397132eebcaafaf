"""ChannelData, and messages one after another in a stream that may be cut anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.stun import Attribute, Class, Message, Method, serialize
from steps.step3_turn.channel_data import (
    FIRST_CHANNEL,
    LAST_CHANNEL,
    FramingError,
    StreamFrames,
    is_channel_data,
    payload_of,
)


def channel_data(number: int, payload: bytes) -> bytes:
    """ChannelData without padding."""
    return number.to_bytes(2) + len(payload).to_bytes(2) + payload


def stun(data: bytes) -> bytes:
    """A STUN message with some content."""
    message = Message(Method.SEND, Class.INDICATION, bytes(12))
    message.add(Attribute.DATA, data)
    return serialize(message, fingerprint=False)


def padded(message: bytes) -> bytes:
    """A message as it stands in a stream."""
    return message + bytes(-len(message) % 4)


CHANNELS = st.builds(channel_data, st.integers(FIRST_CHANNEL, LAST_CHANNEL), st.binary(max_size=40))
MESSAGES = st.lists(CHANNELS | st.builds(stun, st.binary(max_size=40)), max_size=8)


@given(MESSAGES, st.data())
def test_a_stream_gives_the_same_messages_wherever_it_is_cut(
    messages: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(map(padded, messages))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    frames, found = StreamFrames(), list[bytes]()
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += frames.take(stream[start:end])
    assert found == messages and not frames.half_read


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_of_garbage_comes_nothing_but_the_declared_error(pieces: list[bytes]) -> None:
    frames = StreamFrames()
    try:
        for piece in pieces:
            assert all(len(message) >= 4 for message in frames.take(piece))
    except FramingError as problem:
        assert str(problem).endswith(".")


@given(MESSAGES, st.binary(min_size=4, max_size=4).filter(lambda b: b[0] >= 0x80), st.binary())
def test_what_was_whole_before_the_garbage_still_counts(
    messages: list[bytes], garbage: bytes, more: bytes
) -> None:
    frames, found = StreamFrames(), list[bytes]()
    with pytest.raises(FramingError):
        for message in frames.take(b"".join(map(padded, messages)) + garbage + more):
            found.append(message)
    assert found == messages


@pytest.mark.parametrize("byte_at_a_time", [stun(b"hello"), padded(channel_data(0x4000, b"hello"))])
def test_a_message_that_has_begun_is_half_read_until_its_last_byte(byte_at_a_time: bytes) -> None:
    frames = StreamFrames()
    for byte in byte_at_a_time[:-1]:
        assert list(frames.take(bytes([byte]))) == [] and frames.half_read
    assert len(list(frames.take(byte_at_a_time[-1:]))) == 1 and not frames.half_read


@pytest.mark.parametrize("number", [0x7FFF, 0x8000, 0xFFFF, 0x1603])
def test_reserved_numbers_and_a_tls_record_end_a_stream(number: int) -> None:
    """0x1603 begins a TLS ClientHello on the port for plain TCP: its length is no STUN length."""
    with pytest.raises(FramingError):
        list(StreamFrames().take(number.to_bytes(2) + b"\x01\x01"))


def test_what_is_kept_is_bounded_by_the_longest_message() -> None:
    frames = StreamFrames()
    assert list(frames.take(b"\x7f\xfe\xff\xff" + bytes(65_534))) == []
    assert len(vars(frames)["_kept"]) <= 65_555
    assert [len(message) for message in frames.take(bytes(2))] == [65_539]


@pytest.mark.parametrize(
    ("message", "payload"),
    [
        (b"\x40\x00\x00\x00", b""),
        (b"\x40\x00\x00\x02abcd", b"ab"),  # over UDP, too, it may be padded
        (b"\x40\x00\x00\x05abcd", None),
        (b"\x40\x00\xff\xff", None),
    ],
)
def test_a_payload_is_as_long_as_it_says_or_nothing(message: bytes, payload: bytes | None) -> None:
    assert payload_of(message) == payload


@pytest.mark.parametrize("message", [b"", b"\x00\x01\x00\x00", b"\x3f\xff", b"\x80" * 9])
def test_the_first_two_bits_tell_channel_data_from_the_rest(message: bytes) -> None:
    assert not is_channel_data(message)
    assert is_channel_data(b"\x40\x00\x00\x00") and is_channel_data(b"\x7f\xff\xff\xff")


@pytest.mark.parametrize("message", [b"", b"\x40", b"\x40\x00\x00"])
def test_too_little_for_a_header_carries_nothing(message: bytes) -> None:
    assert payload_of(message) is None
