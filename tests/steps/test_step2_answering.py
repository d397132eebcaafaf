"""Offers of programs over HTTP, and the answers to them."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.fields import ProtocolError
from steps.step2_sfu import sdp
from steps.step2_sfu.answering import FROM_THEM, TO_THEM, Agreement, agree, answer, require
from steps.step2_sfu.offers import parse_fragment, parse_offer
from steps.step2_sfu.translation import to_ours, to_theirs
from tests.bed.whip_offers import AUDIO, LEVEL, MID, NUMBER, SEND_TIME, VIDEO, agreed, offer_of

TRANSPORT = sdp.Transport("ours", "secret", [("sha-256", "AA:BB")], [("192.0.2.1", 8002)])


def rows(agreement: Agreement, shown: Iterable[sdp.Line] = ()) -> list[str]:
    """The lines of the answer."""
    return answer(agreement, 7, TRANSPORT, shown).split("\r\n")


def test_an_answer_keeps_the_numbers_of_the_offer() -> None:
    text = rows(agreed(AUDIO, VIDEO))
    assert [row for row in text if row.startswith("m=")] == [
        "m=audio 9 UDP/TLS/RTP/SAVPF 96",
        "m=video 9 UDP/TLS/RTP/SAVPF 97 102 104 98",
    ]
    assert {"a=group:BUNDLE a v", "a=ice-lite", "a=mid:a", "a=mid:v"} <= set(text)
    assert [row for row in text if row.startswith("a=rtcp-fb")] == [
        "a=rtcp-fb:97 transport-cc",
        "a=rtcp-fb:97 nack",
        "a=rtcp-fb:97 nack pli",
        "a=rtcp-fb:102 nack",
        "a=rtcp-fb:104 nack",
    ]
    assert {f"a=extmap:5 {LEVEL}", f"a=extmap:6 {NUMBER}", f"a=extmap:9 {MID}"} <= set(text)
    assert not [row for row in text if SEND_TIME in row]
    assert "urn:example:unknown" not in "".join(text) and text.count("a=recvonly") == 2
    assert text.count("a=candidate:1 1 udp 2130706431 192.0.2.1 8002 typ host") == 1


def test_the_h264_that_every_browser_decodes_is_chosen() -> None:
    (line,) = agreed(VIDEO).lines.values()
    assert line.payload_types == {96: 97, 102: 102, 45: 104, 97: 98}
    without = VIDEO.replace("42E01F", "64001F")
    (line,) = agreed(without).lines.values()
    assert line.payload_types[102] == 101


@pytest.mark.parametrize(
    ("offered", "answered"),
    [
        ("minptime=10", "minptime=10;useinbandfec=1;usedtx=1"),
        ("stereo=1; useinbandfec=0", "stereo=1;useinbandfec=1;minptime=10;usedtx=1"),
        (";", "minptime=10;useinbandfec=1;usedtx=1"),
    ],
)
def test_a_publisher_is_told_to_send_sound_that_withstands_loss(
    offered: str, answered: str
) -> None:
    """The parameters of Opus say what who writes them likes to receive (RFC 7587 section 7.1)."""
    audio = AUDIO.replace("minptime=10", offered)
    assert f"a=fmtp:96 {answered}" in rows(agreed(audio))
    assert f"a=fmtp:96 {offered.strip()}" in rows(agreed(audio, answers=TO_THEM))


@pytest.mark.parametrize(
    ("offered", "answered"), [("actpass", "passive"), ("active", "passive"), ("passive", "active")]
)
def test_whoever_can_begins_the_handshake(offered: str, answered: str) -> None:
    agreement = agreed(AUDIO, actpass=offered)
    assert agreement.role == answered and f"a=setup:{answered}" in rows(agreement)


def test_a_player_is_told_the_sources_and_no_numbers_of_the_publishers_path() -> None:
    agreement = agreed(AUDIO, VIDEO, answers=TO_THEM)
    shown = [sdp.Line("", "video", "sendonly", "3", "camera", ssrc=5, rtx_ssrc=6)]
    text = rows(agreement, shown)
    assert {"a=ssrc-group:FID 5 6", "a=msid:3 camera", "a=ssrc:5 cname:3"} <= set(text)
    assert text.count("a=sendonly") == 2
    assert not [row for row in text if NUMBER in row or MID in row or "transport-cc" in row]
    require(agreement.lines["video"], 96)
    with pytest.raises(ProtocolError, match="VP9"):
        require(agreement.lines["video"], 98)


def test_a_line_that_waits_for_its_bundle_is_answered() -> None:
    waiting = VIDEO.replace("m=video 9", "m=video 0").replace("a=mid:v", "a=mid:v\na=bundle-only")
    assert "m=video 9 UDP/TLS/RTP/SAVPF 97 102 104 98" in rows(agreed(AUDIO, waiting))
    disabled = VIDEO.replace("m=video 9", "m=video 0")
    text = rows(agreed(AUDIO, disabled))
    assert "m=video 0 UDP/TLS/RTP/SAVPF 0" in text and "a=group:BUNDLE a" in text


UNACCEPTABLE = {
    "two pictures": offer_of(VIDEO, VIDEO.replace("a=mid:v", "a=mid:w")),
    "data": offer_of("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:d\na=rtcp-mux\n"),
    "another protocol": offer_of(AUDIO, UDP="TCP"),
    "no multiplexing": offer_of(AUDIO, rtcp_mux="x"),
    "the other way": offer_of(AUDIO, direction="recvonly"),
    "no way": offer_of(AUDIO, direction="inactive"),
    "no codec of ours": offer_of(AUDIO, opus="PCMU"),
    "no bundle": offer_of(AUDIO, VIDEO, group="x"),
    "one name twice": offer_of(AUDIO, VIDEO.replace("a=mid:v", "a=mid:a")),
    "a number that could be RTCP's": offer_of(AUDIO, **{"96": "72"}),
    "one number twice": offer_of(AUDIO, VIDEO.replace("97", "96")),
    "a strange role": offer_of(AUDIO, actpass="holdconn"),
    "only what is disabled": offer_of(AUDIO, **{"m=audio 9": "m=audio 0"}),
}


@pytest.mark.parametrize("text", UNACCEPTABLE.values(), ids=UNACCEPTABLE)
def test_what_cannot_be_taken_as_a_whole_is_not_taken(text: str) -> None:
    with pytest.raises(ProtocolError) as problem:
        agree(parse_offer(text), FROM_THEM)
    assert problem.value.code == "unacceptable"


WORDS = st.sampled_from(
    offer_of(AUDIO, VIDEO).splitlines()
    + ["m=", "m=audio", "m=video 0 x 1", "a=extmap:", "a=extmap:99999 x", "a=rtpmap:* x", "a=fmtp:"]
    + ["a=rtcp-fb:999 nack", "a=mid:", "a=setup:", "a=rtpmap:\u0661 opus/48000/2", "a=group:BUNDLE"]
)


@given(st.one_of(st.text(), st.lists(st.one_of(WORDS, st.text()), max_size=60).map("\n".join)))
@settings(max_examples=500, derandomize=True, deadline=None)
def test_any_text_is_an_offer_or_a_protocol_error(text: str) -> None:
    for direction in (FROM_THEM, TO_THEM):
        try:
            agreement = agree(parse_offer(text), direction)
        except ProtocolError:
            continue
        described = answer(agreement, 1, TRANSPORT, [])
        assert described.count("\r\n") == len(described.splitlines())
        assert sdp.parse_answer(described).ufrag == "ours"
        assert to_ours(agreement) and to_theirs(agreement)


@given(st.text())
@settings(max_examples=200, derandomize=True)
def test_any_text_is_a_fragment_or_a_protocol_error(text: str) -> None:
    try:
        assert isinstance(parse_fragment(text), str)
    except ProtocolError as problem:
        assert problem.code == "invalid"


def test_a_fragment_tells_the_user_fragment() -> None:
    assert parse_fragment("a=ice-ufrag:new\r\na=ice-pwd:x\r\nm=audio 9 RTP/AVP 0\r\n") == "new"
    assert parse_fragment("a=candidate:1 1 udp 1 192.0.2.1 9 typ host") == ""
    for text in ("", "{}", "hello"):
        with pytest.raises(ProtocolError):
            parse_fragment(text)
