"""What a browser sends: which source is which, who speaks, and what is told back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from common import rtcp
from common.rtp import FIXED, RtpError, extensions, payload, read_header
from steps.step2_sfu.erasing import erased
from steps.step2_sfu.rtx import RTX
from steps.step2_sfu.sdp import AUDIO_LEVEL_ID, MID_ID, TRANSPORT_NUMBER_ID, Answer, AnsweredLine
from steps.step2_sfu.track import Track
from steps.step2_sfu.uplink import Uplink
from steps.step2_sfu.voice import HOLD_SECONDS, PACKETS, Voice

OPUS, VP8 = 111, 96


def packet(number: int, ssrc: int, kind: int = OPUS, **values: bytes) -> bytes:
    """An RTP packet with one-byte header extensions `mid`, `level` and `path`."""
    ids = {"mid": MID_ID, "level": AUDIO_LEVEL_ID, "path": TRANSPORT_NUMBER_ID}
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


def test_a_screen_ends_when_it_is_shared_no_more_and_may_come_again() -> None:
    published: list[Track] = []
    shares = [True]
    up = Uplink(7, published.append, lambda: shares[-1])
    up.learn(Answer(lines=[AnsweredLine(), AnsweredLine(ssrcs=[20]), AnsweredLine(ssrcs=[30])]))
    for turn in range(3):
        shares.append(True)
        for ssrc in (20, 30):
            up.receive(packet(turn, ssrc, VP8), 0.0)
        assert up.end_screen() is None
        shares.append(False)
        assert up.end_screen() is published[-1] and up.end_screen() is None
        up.receive(packet(100 + turn, 30, VP8), 0.0)  # was on its way
    assert [track.name for track in published] == ["camera", *["screen"] * 3]
    assert set(up.tracks) == {20} and up.unknown == 3


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


def test_only_the_level_goes_on_and_the_packet_keeps_its_length() -> None:
    up, published = uplink()
    came = packet(1, 10, level=b"\x9e", path=b"\1\2", mid=b"0")
    up.receive(came, 0.0)
    up.receive(packet(1, 20, VP8, path=b"\1\3", mid=b"1"), 0.0)
    sound, picture = (track.ring.newest or b"" for track in published)
    assert dict(extensions(sound)) == {AUDIO_LEVEL_ID: b"\x9e"} and not dict(extensions(picture))
    assert len(sound) == len(came) and payload(sound) == payload(picture) == b"sound"
    assert sound[:16] == came[:16]
    assert [sent[1] for sent in up.feedback(0.5, 0.1) if sent[0] & 0x1F == 15] == [205], "arrivals"


def test_what_is_sent_again_is_erased_too() -> None:
    up, published = uplink()
    up.learn(Answer(lines=[AnsweredLine(), AnsweredLine(ssrcs=[20, 21], repairs={21: 20})]))
    up.receive(packet(1, 20, VP8), 0.0)
    up.receive(packet(1, 21, RTX[VP8], mid=b"1"), 0.0)
    again = published[0].ring.get(int.from_bytes(b"so"), 0.0)
    assert again and payload(again) == b"und" and not dict(extensions(again))


def test_a_packet_without_extensions_is_not_even_copied() -> None:
    plain = FIXED.pack(0x80, OPUS, 1, 1, 10) + b"sound"
    assert erased(plain, read_header(plain), b"") is plain


@settings(max_examples=500, derandomize=True)
@given(st.sampled_from([0xBEDE, 0x1000, 0x1234]), st.binary(max_size=24), st.binary(max_size=3))
def test_of_any_extensions_none_is_left_but_the_level(
    profile: int, elements: bytes, level: bytes
) -> None:
    elements += bytes(-len(elements) % 4 or 4)
    head = FIXED.pack(0x91, OPUS, 1, 1, 10) + bytes(4)
    came = head + profile.to_bytes(2) + (len(elements) // 4).to_bytes(2) + elements + b"sound"
    made = erased(came, read_header(came), level)
    assert read_header(made) == read_header(came) and payload(made) == b"sound"
    assert dict(extensions(made)) == ({AUDIO_LEVEL_ID: level} if len(level) == 1 else {})


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
