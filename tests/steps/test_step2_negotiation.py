"""Offers that a browser's parser takes, one at a time, with lines that are used again."""

import re

import pytest
from aiortc.sdp import SessionDescription
from hypothesis import given, settings
from hypothesis import strategies as st

from common.fields import ProtocolError
from steps.step2_sfu.negotiation import Negotiation
from steps.step2_sfu.sdp import (
    AUDIO_LEVEL_ID,
    CODECS,
    LONGEST,
    MID_ID,
    TRANSPORT_NUMBER_ID,
    Answer,
    Transport,
    parse_answer,
)

PRINT = ":".join(["AB"] * 32)
TRANSPORT = Transport("ufrag", "p" * 24, [("sha-256", PRINT)], [("192.0.2.1", 8002), ("::1", 8002)])
HEAD = (
    "v=0\r\no=- 1 1 IN IP4 0\r\ns=-\r\nt=0 0\r\n"
    f"a=ice-ufrag:abcd\r\na=fingerprint:sha-256 {PRINT}\r\n"
)


def answer_to(offer: str) -> str:
    """The answer of a browser that takes what comes and sends on the first two lines."""
    mids = re.findall(r"a=mid:(\S+)", offer)
    kinds = re.findall(r"^m=(\w+)", offer, re.MULTILINE)
    directions = re.findall(r"^a=(sendonly|recvonly|inactive)", offer, re.MULTILINE)
    theirs = {"sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}
    return HEAD + "".join(
        f"m={kind} 9 UDP/TLS/RTP/SAVPF 96 111\r\na=mid:{mid}\r\na={theirs[direction]}\r\n"
        f"a=ssrc:{100 + int(mid)} cname:x\r\na=ssrc:{100 + int(mid)} msid:x\r\n"
        for mid, kind, direction in zip(mids, kinds, directions, strict=True)
    )


def agree(negotiation: Negotiation) -> str:
    """Makes the next offer and takes the answer to it."""
    offer = negotiation.next_offer(TRANSPORT)
    assert offer is not None
    assert negotiation.accept(negotiation.revision, parse_answer(answer_to(offer)))
    return offer


def show(negotiation: Negotiation, ssrc: int, name: str = "camera") -> None:
    """Adds somebody's track."""
    negotiation.show(name, stream=f"p{ssrc}", track=name, ssrc=ssrc)


def test_aiortc_reads_the_offer() -> None:
    negotiation = Negotiation(session=7)
    show(negotiation, 1234)
    theirs = SessionDescription.parse(negotiation.next_offer(TRANSPORT) or "")
    assert [media.kind for media in theirs.media] == ["audio", "video", "video", "video"]
    assert [media.direction for media in theirs.media] == ["recvonly"] * 3 + ["sendonly"]
    assert theirs.media[3].ssrc[0].ssrc == 1234 and theirs.media[3].msid == "p1234 camera"
    assert [c.ip for c in theirs.media[0].ice_candidates] == ["192.0.2.1", "::1"]
    ice = theirs.media[0].ice
    assert ice is not None and ice.iceLite and ice.usernameFragment == "ufrag"
    assert [c.payloadType for c in theirs.media[1].rtp.codecs] == [
        number
        for codec in CODECS["video"]
        for number in (codec.payload_type, codec.payload_type + 1)
    ]
    assert [c.mimeType for c in theirs.media[1].rtp.codecs][::2][:3] == [
        "video/VP8",
        "video/VP9",
        "video/H264",
    ]


def test_publishers_are_asked_for_what_subscribers_are_not_told() -> None:
    negotiation = Negotiation(session=1)
    show(negotiation, 5, "microphone")
    show(negotiation, 6)
    parts = (negotiation.next_offer(TRANSPORT) or "").split("\r\nm=")[1:]
    ids = [[int(n) for n in re.findall(r"a=extmap:(\d+) ", part)] for part in parts]
    level, number, mid = AUDIO_LEVEL_ID, TRANSPORT_NUMBER_ID, MID_ID
    assert ids == [[level, number, mid], [number, mid], [number, mid], [level], []]
    assert ["transport-cc" in part for part in parts] == [True, True, True, False, False]
    assert not [part for part in parts if "goog-remb" in part]


def test_the_answer_tells_what_the_browser_sends() -> None:
    offer = Negotiation(session=1).next_offer(TRANSPORT)
    answer = parse_answer(answer_to(offer or ""))
    assert answer.ufrag == "abcd" and answer.fingerprints == [("sha-256", PRINT)]
    assert [line.ssrcs for line in answer.lines] == [[100], [101], [102]]
    assert all(line.sends and not line.receives for line in answer.lines)


def test_one_offer_at_a_time_and_changes_go_into_the_next() -> None:
    negotiation = Negotiation(session=1)
    first = negotiation.next_offer(TRANSPORT)
    show(negotiation, 5)
    assert negotiation.next_offer(TRANSPORT) is None
    assert negotiation.accept(1, parse_answer(answer_to(first or "")))
    assert negotiation.agreed.keys() == set()
    agree(negotiation)
    assert negotiation.agreed.keys() == {5} and negotiation.next_offer(TRANSPORT) is None


def test_an_answer_to_an_older_offer_is_not_listened_to() -> None:
    negotiation = Negotiation(session=1)
    answer = parse_answer(answer_to(agree(negotiation)))
    assert not negotiation.accept(1, answer)
    show(negotiation, 5)
    negotiation.next_offer(TRANSPORT)
    assert not negotiation.accept(1, answer) and negotiation.waiting


WRONG = {
    "nothing": "",
    "noise": "a=b\r\nm=\r\n",
    "no media": HEAD,
    "no fingerprint": "a=ice-ufrag:x\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
    "no number": HEAD + "m=audio nine UDP/TLS/RTP/SAVPF 111\r\n",
    "too long": HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" + "a=x\r\n" * LONGEST,
    "too many lines": HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * 200,
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(ProtocolError):
        parse_answer(text)


def test_an_answer_with_other_lines_is_refused() -> None:
    negotiation = Negotiation(session=1)
    offer = negotiation.next_offer(TRANSPORT) or ""
    for text in (
        answer_to(offer).replace("a=mid:1", "a=mid:9"),
        HEAD + "m=audio 9 X 111\r\na=mid:0\r\n",
    ):
        with pytest.raises(ProtocolError):
            negotiation.accept(1, parse_answer(text))
    assert negotiation.waiting


def test_a_browser_cannot_declare_sources_without_end() -> None:
    text = HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n"
    text += "".join(f"a=ssrc:{number} cname:x\r\n" for number in range(1_000))
    assert len(parse_answer(text).lines[0].ssrcs) == 8


@settings(max_examples=300, derandomize=True)
@given(st.text(max_size=40), st.integers(0, 400))
def test_only_the_declared_error_comes_out(noise: str, at: int) -> None:
    text = answer_to(Negotiation(session=1).next_offer(TRANSPORT) or "")
    try:
        assert isinstance(parse_answer(text[:at] + noise + text[at:]), Answer)
    except ProtocolError as problem:
        assert problem.field == "sdp"
