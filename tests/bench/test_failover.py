"""What the failover benchmark tells is what was seen: ends of outages, and who is not back."""

from collections.abc import Sequence
from struct import Struct

import pytest

from bench.failover import longest, row_of
from bench.failover_pages import end_of_outage
from bench.failover_person import Watch, gateway_of

SMOOTH = [1_000.0 + 33 * number for number in range(20)]
LATER = [4_000.0 + 33 * number for number in range(160)]  # more than the 8 s that are watched
RTP = Struct("!BBHII8x")


@pytest.mark.parametrize(
    ("shown", "end"),
    [
        ([], None),  # nothing came yet
        (SMOOTH, None),  # what died may be missed later
        ([*SMOOTH, *LATER], 4_000.0),
        (LATER, 4_000.0),  # it stood still at once
        ([*SMOOTH, 2_500.0, *LATER], 4_000.0),  # a single frame in between
        (
            [
                1_000.0,
                *[1_300.0 + 33 * n for n in range(160)],
                *[7_000.0 + 33 * n for n in range(80)],
            ],
            1_300.0,
        ),  # what is a bit longer, but much later, is something else
        ([*SMOOTH, *[9_000.0 + number for number in range(8)]], None),  # does it go on?
        ([1_000.0 + 33 * number for number in range(300)], 1_033.0),  # it was not missed at all
    ],
)
def test_an_outage_ends_with_its_first_frame(shown: Sequence[float], end: float | None) -> None:
    assert end_of_outage(shown, 990.0) == end


@pytest.mark.parametrize(
    ("away", "seconds"), [([1.0, 2.5], 2.5), ([1.0, None], None), ([], None), ([0.0], 0.0)]
)
def test_an_outage_lasts_until_everybody_is_back(
    away: Sequence[float | None], seconds: float | None
) -> None:
    assert longest(away) == seconds


def test_a_row_does_not_hide_who_did_not_come_back() -> None:
    row = row_of("node killed", "people", [1.0, None, 3.0, 2.0], goal=5.0)
    assert (row["times"], row["back"]) == (4, 3)
    assert (row["p50_s"], row["p95_s"], row["longest_s"]) == (2.0, None, None)
    assert row["all_s"] == [1.0, None, 3.0, 2.0]


def test_the_gateway_is_where_the_welcome_says() -> None:
    urls = ["turn:192.0.2.1:3478?transport=tcp", "turn:192.0.2.1:3478?transport=udp"]
    server = {"urls": urls, "username": "1767225600:7", "credential": "not-a-secret"}
    assert gateway_of([server]) == (("192.0.2.1", 3478), ("1767225600:7", "not-a-secret"))
    assert gateway_of([server | {"urls": ["turn:[::1]:9?transport=udp"]}])[0] == ("::1", 9)
    with pytest.raises(ConnectionError):
        gateway_of([server | {"urls": urls[:1]}])


def test_sources_are_noted_when_they_begin_and_reports_are_none() -> None:
    watch = Watch()
    for kind, ssrc in ((96, 1), (111, 2), (96, 1), (200, 3)):
        packet = RTP.pack(0x80, kind, 0, 0, ssrc)
        watch.take(memoryview(bytearray(packet)), len(packet))
    assert len(watch.begun) == len(watch.sources) == 2
    assert watch.begun[0] <= watch.begun[1] <= watch.last_at
    assert 0 <= watch.longest_gap <= watch.last_at - watch.begun[0]
