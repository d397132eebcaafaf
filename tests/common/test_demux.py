"""The first byte of a datagram: all 256 of them."""

from common import rtcp
from common.demux import Kind, classify


def test_each_first_byte_belongs_where_rfc_7983_says() -> None:
    found = [classify(bytes([first]) + b"\x60" + bytes(10)) for first in range(256)]
    unknown, last = [Kind.UNKNOWN], [Kind.UNKNOWN] * 64
    expected = [Kind.STUN] * 4 + unknown * 16 + [Kind.DTLS] * 44
    expected += [Kind.CHANNEL_DATA] * 16 + unknown * 48 + [Kind.RTP] * 64 + last
    assert found == expected


def test_the_second_byte_tells_rtcp_from_rtp() -> None:
    assert classify(rtcp.picture_loss(1, 2)) is Kind.RTCP
    found = {second: classify(bytes([0x80, second])) for second in range(256)}
    assert {second for second, kind in found.items() if kind is Kind.RTCP} == set(range(192, 224))


def test_next_to_nothing_is_nothing() -> None:
    assert classify(b"") is Kind.UNKNOWN
    assert classify(b"\x80") is Kind.RTP
