"""What is reported to a sender, and what a subscriber's report tells: loss, jitter, round trip."""

import pytest

from common import rtcp
from steps.step2_sfu.downlink import ROUND_TRIP, Downlink
from steps.step2_sfu.reception import Reception, middle
from tests.steps.test_step2_track import KEYFRAME, SSRC, send, video, watch

NTP = 0x0123_4567_89AB_CDEF


def arrive(reception: Reception, *numbers: int, late: float = 0.0) -> None:
    """Packets, one each 20 ms of 48 kHz sound."""
    for number in numbers:
        reception.note(number & 0xFFFF, number * 960, number * 0.02 + late)


def test_what_did_not_come_is_counted_once() -> None:
    reception = Reception(48_000)
    arrive(reception, *(number for number in range(100) if number % 10 != 5))
    block = reception.block(SSRC, 2.0)
    assert (block.fraction_lost, block.packets_lost, block.highest) == (256 * 10 // 100, 10, 99)
    arrive(reception, *range(100, 200))
    block = reception.block(SSRC, 4.0)
    assert (block.fraction_lost, block.packets_lost, block.highest) == (0, 10, 199)


def test_the_numbers_go_on_when_sixteen_bits_are_full() -> None:
    reception = Reception(48_000)
    arrive(reception, *range(65_500, 65_600))
    block = reception.block(SSRC, 0.0)
    assert (block.packets_lost, block.highest) == (0, 65_599)


def test_a_repeated_packet_makes_up_for_no_loss_in_the_fraction() -> None:
    reception = Reception(48_000)
    arrive(reception, 0, 1, 1, 2, 2)
    block = reception.block(SSRC, 0.0)
    assert (block.fraction_lost, block.packets_lost) == (0, -2)


def test_jitter_is_that_of_the_rfc() -> None:
    reception = Reception(48_000)
    arrive(reception, *range(10))
    assert reception.jitter == pytest.approx(0, abs=1e-6)
    arrive(reception, 10, late=0.01)
    assert reception.jitter == pytest.approx(480 / 16)


def test_a_sender_learns_the_round_trip_from_the_echo_of_its_report() -> None:
    reception = Reception(48_000)
    assert reception.block(SSRC, 1.0).last_report == reception.block(SSRC, 1.0).delay == 0
    reception.heard(rtcp.SenderReport(SSRC, NTP, 0, 0, 0), 5.0)
    block = reception.block(SSRC, 5.5)
    assert (block.last_report, block.delay) == (0x4567_89AB, 32_768) and middle(NTP) == 0x4567_89AB


def subscribed() -> Downlink:
    """Somebody who gets one camera, and was sent a sender report at 10 s."""
    track = video()
    subscription, _sink = watch(track)
    send(track, 1, payload=KEYFRAME)
    track.report(rtcp.SenderReport(SSRC, NTP, 3_000, 1, 1), 10.0)
    return Downlink({SSRC: subscription})


def reported(
    downlink: Downlink, lost: int = 0, echoed: int = 0x4567_89AB, now: float = 10.3
) -> None:
    """The browser's receiver report, made a quarter of a second after the sender report came."""
    block = rtcp.ReportBlock(SSRC, lost, 0, 0, 0, echoed, 65_536 // 4)
    downlink.obey(rtcp.ReceiverReport(9, [block]), now)


def test_the_round_trip_to_a_subscriber_is_measured() -> None:
    downlink = subscribed()
    assert downlink.round_trip == ROUND_TRIP
    reported(downlink)
    assert downlink.round_trip == pytest.approx(0.05, abs=1e-6)
    reported(downlink, echoed=1, now=99.0)
    assert downlink.round_trip == pytest.approx(0.05, abs=1e-6), "of another report"


def test_a_report_about_nothing_we_send_says_nothing() -> None:
    downlink = Downlink()
    reported(downlink, lost=255)
    assert downlink.lost == 0


@pytest.mark.parametrize(
    ("lost", "round_trip", "word"),
    [
        (0, 0.05, "good"),
        (20, 0.05, "fair"),
        (40, 0.05, "poor"),
        (0, 0.3, "fair"),
        (0, 1.0, "poor"),
        (40, 0.3, "poor"),
    ],
)
def test_the_path_is_rated_by_loss_and_round_trip(lost: int, round_trip: float, word: str) -> None:
    downlink = subscribed()
    assert downlink.rate(10.0) == "good" and downlink.rate(11.0) is None
    reported(downlink, lost, now=10.25 + round_trip)
    assert downlink.rate(12.1) == word
