"""RTCP: aiortc writes and reads the same, and bytes that lie."""

import aiortc.rtp as theirs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import rtcp
from common.rtp import RtpError

BLOCK = rtcp.ReportBlock(7, 128, -3, 70_000, 11, 0x12345678, 65_536)
THEIR_BLOCK = theirs.RtcpReceiverInfo(7, 128, -3, 70_000, 11, 0x12345678, 65_536)
SENDER = rtcp.SenderReport(1, 2**63 + 5, 90_000, 10, 1_000, [BLOCK])
THEIR_SENDER = theirs.RtcpSrPacket(
    1, theirs.RtcpSenderInfo(2**63 + 5, 90_000, 10, 1_000), [THEIR_BLOCK]
)
REMB = bytes.fromhex("8fce0005 00000001 00000000 52454d42 01 0b d090 00000007".replace(" ", ""))

PAIRS = {
    "sender report": (rtcp.sender_report(SENDER), THEIR_SENDER),
    "receiver report": (
        rtcp.receiver_report(rtcp.ReceiverReport(1, [BLOCK])),
        theirs.RtcpRrPacket(1, [THEIR_BLOCK]),
    ),
    "picture loss": (rtcp.picture_loss(1, 2), theirs.RtcpPsfbPacket(1, 1, 2)),
    "nack": (
        rtcp.nack(1, 2, [3, 4, 19, 20, 40]),
        theirs.RtcpRtpfbPacket(1, 1, 2, [3, 4, 19, 20, 40]),
    ),
}


@pytest.mark.parametrize(("ours", "packet"), PAIRS.values(), ids=PAIRS)
def test_aiortc_writes_the_same_bytes(ours: bytes, packet: object) -> None:
    assert ours == bytes(packet)  # type: ignore[call-overload]


def test_a_compound_packet_is_read_in_order_and_other_kinds_are_passed_over() -> None:
    source_description = bytes.fromhex("81ca0002 00000001 00000000".replace(" ", ""))
    goodbye = bytes(theirs.RtcpByePacket([1, 2]))
    others = source_description + REMB + goodbye
    data = others + b"".join(ours for ours, _packet in PAIRS.values()) + others
    assert rtcp.parse(data) == [
        SENDER,
        rtcp.ReceiverReport(1, [BLOCK]),
        rtcp.PictureLoss(1, 2),
        rtcp.Nack(1, 2, [3, 4, 19, 20, 40]),
    ]


def test_lost_numbers_go_on_at_0_after_65535() -> None:
    lost = [65_534, 65_535, 0, 14, 40]
    assert rtcp.parse(rtcp.nack(1, 2, lost)) == [rtcp.Nack(1, 2, lost)]


def test_a_full_intra_request_asks_each_source() -> None:
    body = bytes.fromhex("00000001 00000000 00000007 01000000 00000008 02000000".replace(" ", ""))
    data = bytes.fromhex("84ce0006") + body
    assert rtcp.parse(data) == [rtcp.PictureLoss(1, 7), rtcp.PictureLoss(1, 8)]


def test_padding_does_not_count() -> None:
    padded = bytes.fromhex("a1ce0003 00000001 00000002 00000004".replace(" ", ""))
    assert rtcp.parse(padded) == [rtcp.PictureLoss(1, 2)]


def test_a_nack_of_280_equal_entries_names_seventeen_packets() -> None:
    bomb = bytes.fromhex("81cd011a 00000001 00000002".replace(" ", "")) + b"\0\5\xff\xff" * 280
    (nack,) = rtcp.parse(bomb)
    assert isinstance(nack, rtcp.Nack) and nack.lost == list(range(5, 22))


def test_a_nack_names_no_more_than_a_bounded_number() -> None:
    entries = b"".join((17 * n).to_bytes(2) + b"\xff\xff" for n in range(280))
    (nack,) = rtcp.parse(bytes.fromhex("81cd011a0000000100000002") + entries)
    assert isinstance(nack, rtcp.Nack) and nack.lost == list(range(rtcp.MOST_NACKED))


WRONG = {
    "header cut": b"\x80\xc9",
    "version": b"\x40" + PAIRS["receiver report"][0][1:],
    "longer than the datagram": PAIRS["picture loss"][0][:-4],
    "fewer blocks than said": b"\x82" + PAIRS["receiver report"][0][1:],
    "empty report": bytes.fromhex("80c80000"),
    "padding": bytes.fromhex("a1ce0002 00000001 000000ff".replace(" ", "")),
    "odd nack": bytes.fromhex("81cd0002 00000001 00000002".replace(" ", ""))[:-1],
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_is_not_rtcp_is_refused(data: bytes) -> None:
    with pytest.raises(RtpError):
        rtcp.parse(data)


@settings(max_examples=500, derandomize=True)
@given(st.data())
def test_only_the_declared_error_comes_out(data: st.DataObject) -> None:
    known = [*(ours for ours, _packet in PAIRS.values()), REMB]
    body = bytearray(data.draw(st.sampled_from(known)) + data.draw(st.binary(max_size=24)))
    for _change in range(data.draw(st.integers(0, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        reports = rtcp.parse(bytes(body))
        assert len(reports) <= 100
    except RtpError as problem:
        assert str(problem).endswith(".")
