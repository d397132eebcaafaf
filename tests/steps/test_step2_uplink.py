"""What a browser sends: which source is which, who speaks, and what is told back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import rtcp
from common.rtp import FIXED, RtpError
from steps.step2_sfu.addresses import local_addresses, parse_advertise
from steps.step2_sfu.sdp import AUDIO_LEVEL_ID, MID_ID, Answer, AnsweredLine
from steps.step2_sfu.track import Track
from steps.step2_sfu.uplink import Uplink
from steps.step2_sfu.voice import HOLD_SECONDS, PACKETS, Voice

OPUS, VP8 = 111, 96


def packet(number: int, ssrc: int, kind: int = OPUS, **values: bytes) -> bytes:
    """An RTP packet with one-byte header extensions `mid` and `level`."""
    ids = {"mid": MID_ID, "level": AUDIO_LEVEL_ID}
    elements = b"".join(
        bytes([ids[name] << 4 | len(value) - 1]) + value for name, value in values.items()
    )
    elements += bytes(-len(elements) % 4)
    head = FIXED.pack(0x90, kind, number & 0xFFFF, number * 960, ssrc)
    return head + b"\xbe\xde" + (len(elements) // 4).to_bytes(2) + elements + b"sound"


def uplink() -> tuple[Uplink, list[Track]]:
    """A participant whose answer named a microphone and a camera."""
    published: list[Track] = []
    up = Uplink(7, published.append)
    lines = [AnsweredLine(mid="0", ssrcs=[10]), AnsweredLine(mid="1", ssrcs=[20]), AnsweredLine()]
    up.learn(Answer(lines=lines))
    return up, published


def test_a_source_is_known_by_the_answer_or_by_the_line_it_names() -> None:
    up, published = uplink()
    up.receive(packet(1, 10), 0.0)
    up.receive(packet(1, 20, VP8), 0.0)
    up.receive(packet(1, 30, VP8, mid=b"2"), 0.0)
    up.receive(packet(2, 30, VP8), 0.0)
    assert [(t.name, t.kind, t.owner) for t in published] == [
        ("microphone", "audio", 7),
        ("camera", "video", 7),
        ("screen", "video", 7),
    ]


def test_a_source_that_nobody_told_of_is_not_forwarded() -> None:
    up, published = uplink()
    for mid in (b"3", b"x", b"\xb2", b"-1"):
        up.receive(packet(1, 99, mid=mid), 0.0)
    up.receive(packet(1, 98), 0.0)
    assert published == [] and up.unknown == 5


def test_a_line_brings_one_track_and_no_other_source() -> None:
    up, published = uplink()
    for ssrc in range(1_000, 3_000):
        up.receive(packet(1, ssrc, VP8, mid=b"1"), 0.0)
    assert [track.name for track in published] == ["camera"] and up.unknown == 1_999


def test_loss_is_asked_for_and_all_is_reported_once_a_second() -> None:
    up, _published = uplink()
    for number in (1, 2, 4):
        up.receive(packet(number, 20, VP8), 0.0)
    kinds = [type(report) for sent in up.feedback(5.0, 0.1) for report in rtcp.parse(sent)]
    assert kinds == [rtcp.Nack, rtcp.ReceiverReport]
    assert list(up.feedback(5.01, 0.1)) == []
    again = [report for sent in up.feedback(6.1, 0.1) for report in rtcp.parse(sent)]
    assert isinstance(again[-1], rtcp.ReceiverReport) and again[-1].reports[0].packets_lost == 1


def test_speech_is_heard_in_the_headers_and_held_between_words() -> None:
    up, _published = uplink()
    for number in range(PACKETS):
        assert not up.voice.speaking(1.0)
        up.receive(packet(number, 10, level=bytes([0x80 | 30])), 1.0)
    assert up.voice.speaking(1.0) and up.voice.speaking(1.0 + HOLD_SECONDS - 0.01)
    assert not up.voice.speaking(1.0 + HOLD_SECONDS)


def test_noise_and_clicks_are_no_speech() -> None:
    voice = Voice()
    for _click in range(100):
        voice.note(bytes([20]), 1.0)
        voice.note(bytes([90]), 1.0)
    assert not voice.speaking(1.0)


@settings(max_examples=300)
@given(st.binary(max_size=60))
def test_any_bytes_are_taken_or_refused_with_the_one_error(data: bytes) -> None:
    up, _published = uplink()
    try:
        up.receive(data, 0.0)
    except RtpError:
        assert not up.tracks
    else:
        assert len(data) >= 12


@pytest.mark.parametrize(
    ("setting", "addresses"),
    [
        ("", []),
        ("192.0.2.1", [("192.0.2.1", 8002)]),
        ("192.0.2.1:9000, 198.51.100.7", [("192.0.2.1", 9000), ("198.51.100.7", 8002)]),
        ("2001:db8::1", [("2001:db8::1", 8002)]),
        ("[2001:db8::1]:9000", [("2001:db8::1", 9000)]),
    ],
)
def test_advertised_addresses(setting: str, addresses: list[tuple[str, int]]) -> None:
    assert parse_advertise(setting, 8002) == addresses


@pytest.mark.parametrize(
    "setting", ["here", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:99999", "1.2.3"]
)
def test_what_is_no_address_is_named(setting: str) -> None:
    with pytest.raises(ValueError, match=setting):
        parse_advertise(setting, 8002)


def test_the_loopback_is_never_the_first_of_several() -> None:
    found = local_addresses()
    assert found and (len(found) == 1 or not found[0].startswith("127."))
