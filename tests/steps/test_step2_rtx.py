"""Packets that are sent again in a stream of their own, from browsers and to them."""

from aiortc.rtp import RtpPacket, unwrap_rtx, wrap_rtx
from hypothesis import given
from hypothesis import strategies as st

from common.rtp import FIXED, RtpError, read_header
from steps.step2_sfu.repair import Resending
from steps.step2_sfu.rtx import RTX, as_repair, from_repair
from steps.step2_sfu.sdp import Answer, AnsweredLine, parse_answer
from steps.step2_sfu.track import Track
from steps.step2_sfu.uplink import Uplink
from tests.steps.test_step2_negotiation import HEAD
from tests.steps.test_step2_track import KEYFRAME, SSRC, Sink, packet, send, video, watch

AGAIN = 70  # the SSRC of the stream of repairs


def again(first: int, number: int, payload: bytes = b"\x10\x01pic") -> bytes:
    """What a browser sends when it is asked for packet `first`."""
    sent_first = packet(first, payload)
    return as_repair(sent_first, read_header(sent_first), first=first, number=number, ssrc=AGAIN)


def camera() -> tuple[Uplink, Sink]:
    """A camera with a stream for repairs, and somebody who watches it."""
    published: list[Track] = []
    up = Uplink(1, published.append)
    line = AnsweredLine(mid="1", ssrcs=[SSRC, AGAIN], repairs={AGAIN: SSRC})
    up.learn(Answer(lines=[AnsweredLine(mid="0"), line]))
    up.receive(packet(1, KEYFRAME), 0.0)
    (track,) = published
    _, sink = watch(track)
    return up, sink


def test_aiortc_wraps_and_unwraps_the_same() -> None:
    first = packet(1_000, b"picture")
    wrapped = as_repair(first, read_header(first), first=1_000, number=5, ssrc=AGAIN)
    theirs = wrap_rtx(RtpPacket.parse(first), payload_type=97, sequence_number=5, ssrc=AGAIN)
    assert wrapped == theirs.serialize()
    unwrapped = unwrap_rtx(RtpPacket.parse(wrapped), payload_type=96, ssrc=SSRC)
    assert from_repair(wrapped, read_header(wrapped), SSRC) == first == unwrapped.serialize()


@given(st.binary(max_size=40), st.booleans())
def test_any_payload_is_unwrapped_or_refused(payload: bytes, padded: bool) -> None:
    data = FIXED.pack(0xA0 if padded else 0x80, RTX[96], 1, 2, AGAIN) + payload
    try:
        first = from_repair(data, read_header(data), SSRC)
    except RtpError:
        assert padded
    else:
        assert first is None or read_header(first).ssrc == SSRC


def test_a_repair_fills_the_gap_once() -> None:
    up, sink = camera()
    up.receive(packet(2), 0.0)
    up.receive(packet(4), 0.0)
    up.receive(again(3, 1), 0.1)
    up.receive(again(3, 2), 0.2)
    assert sink.numbers == [1, 2, 4, 3] and up.tracks[SSRC].missing.count == 0
    assert up.tracks[SSRC].reception.received == 3, "what came again was lost before"


def test_a_probe_carries_nothing_and_an_unknown_repair_harms_nobody() -> None:
    up, sink = camera()
    probe = FIXED.pack(0xA0, RTX[96], 9, 0, AGAIN) + bytes(199) + bytes([200])
    up.receive(probe, 0.0)
    stranger = bytearray(again(3, 1))
    stranger[8:12] = bytes(4)
    up.receive(bytes(stranger), 0.0)
    assert sink.numbers == [1] and up.unknown == 1


def test_a_subscriber_who_agreed_is_sent_repairs_in_their_own_stream() -> None:
    track = video()
    track.rtx_ssrc = AGAIN
    sink = Sink()
    subscription = track.subscribe(2, sink, 0.0, rtx=True)
    send(track, 1, payload=KEYFRAME)
    sent = send(track, 2, 3)
    subscription.resend([2, 3], 1.0, Resending(), 0.1)
    repairs = sink.packets[3:]
    assert [read_header(each)[1:3] for each in repairs] == [(RTX[96], 1), (RTX[96], 2)]
    assert [from_repair(each, read_header(each), SSRC) for each in repairs] == sent


def test_after_a_pause_the_number_in_a_repair_is_the_subscriber_s() -> None:
    track = video()
    track.rtx_ssrc = AGAIN
    sink = Sink()
    subscription = track.subscribe(2, sink, 0.0, rtx=True)
    send(track, 1, payload=KEYFRAME)
    subscription.pause()
    send(track, 2, 3)
    subscription.begin(3.0)
    send(track, 100, payload=KEYFRAME, now=3.0)
    assert sink.numbers == [1, 2]
    subscription.resend([2], 3.1, Resending(), 0.05)
    first = from_repair(sink.packets[-1], read_header(sink.packets[-1]), SSRC)
    assert first is not None and read_header(first).sequence_number == 2


def test_an_answer_names_the_streams_of_repairs() -> None:
    rows = "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:1\r\na=ssrc-group:FID 7 70\r\n"
    rows += "a=ssrc-group:SIM 1 2\r\na=ssrc-group:FID 1\r\na=ssrc-group:\r\na=ssrc:7 cname:x\r\n"
    (line,) = parse_answer(HEAD + rows).lines
    assert line.repairs == {70: 7} and line.ssrcs == [7]
