"""Forwarding: the very packets, from a keyframe on, without a gap that was not a loss."""

from dataclasses import dataclass, field

import pytest

from common import rtcp
from common.rtp import FIXED, read_header
from steps.step2_sfu.repair import Resending
from steps.step2_sfu.subscription import State, Subscription
from steps.step2_sfu.track import Track

SSRC, VP8 = 7, 96
KEYFRAME, PICTURE = b"\x10\x00key", b"\x10\x01pic"


@dataclass
class Sink:
    """A subscriber whose packets are kept."""

    packets: list[bytes] = field(default_factory=list)
    reports: list[bytes] = field(default_factory=list)

    def send_rtp(self, packet: bytes) -> None:
        """Keeps a packet."""
        self.packets.append(packet)

    def send_rtcp(self, packet: bytes) -> None:
        """Keeps a report."""
        self.reports.append(packet)

    @property
    def numbers(self) -> list[int]:
        """The sequence numbers so far."""
        return [read_header(packet).sequence_number for packet in self.packets]


def packet(number: int, payload: bytes = PICTURE, ssrc: int = SSRC) -> bytes:
    """A packet of a picture each."""
    return (
        FIXED.pack(0x80, 0x80 | VP8, number & 0xFFFF, number * 3_000 & 0xFFFFFFFF, ssrc) + payload
    )


def video(ssrc: int = SSRC) -> Track:
    """Somebody's camera."""
    return Track(1, "camera", "video", source=SSRC, ssrc=ssrc)


def send(track: Track, *numbers: int, payload: bytes = PICTURE, now: float = 0.0) -> list[bytes]:
    """Packets from the publisher."""
    packets = [packet(number, payload) for number in numbers]
    for each in packets:
        track.receive(each, read_header(each), now)
    return packets


def watch(track: Track, participant: int = 2, now: float = 0.0) -> tuple[Subscription, Sink]:
    """A new subscriber."""
    sink = Sink()
    return track.subscribe(participant, sink, now), sink


def test_every_subscriber_gets_the_very_packets() -> None:
    track = video()
    (_, ada), (_, ben) = watch(track, 2), watch(track, 3)
    sent = send(track, 1, payload=KEYFRAME) + send(track, 2, 3)
    assert ada.packets == ben.packets == sent
    assert all(one is other for one, other in zip(ada.packets, sent, strict=True))


def test_who_comes_in_the_middle_is_shown_the_group_so_far() -> None:
    track = video()
    send(track, 1, 2)
    group = send(track, 3, payload=KEYFRAME) + send(track, 4, 5)
    _, late = watch(track)
    assert late.packets == group and not track.pictures.due(0.0)
    live = send(track, 6)
    assert late.packets == group + live


def test_without_a_group_a_keyframe_is_asked_for_and_waited_for() -> None:
    track = video()
    send(track, 1, 2)
    _, late = watch(track)
    assert track.pictures.due(0.0)
    send(track, 3)
    assert late.packets == []
    sent = send(track, 4, payload=KEYFRAME) + send(track, 5)
    assert late.packets == sent


def test_who_comes_into_a_long_group_waits_for_one_keyframe_that_all_get() -> None:
    track, second = video(), 260  # packets of 1,200 bytes at 2.5 Mbit/s
    sent = send(track, 1, payload=KEYFRAME)
    for number in range(2, second):
        sent += send(track, number, now=number / second)
    viewers = [watch(track, participant, now=1.0) for participant in range(10)]
    assert [track.pictures.due(1.0 + tick / 20) for tick in range(10)] == [True] + [False] * 9
    assert not [sink for _, sink in viewers if sink.packets]
    (keyframe,) = send(track, second, payload=KEYFRAME, now=1.1)
    assert all(sink.packets == [keyframe] for _, sink in viewers)
    assert not track.pictures.due(9.0)


def test_a_pause_leaves_no_gap() -> None:
    track = video()
    subscription, sink = watch(track)
    send(track, 1, payload=KEYFRAME)
    send(track, 2)
    subscription.pause()
    send(track, *range(3, 900), now=5.0)
    subscription.begin(10.0)
    send(track, 900, now=10.0)
    send(track, 901, payload=KEYFRAME, now=10.0)
    send(track, 902, now=10.0)
    assert sink.numbers == [1, 2, 3, 4]
    times = [read_header(each).timestamp for each in sink.packets]
    assert times[2] - times[1] == 10 * 90_000 and times[3] - times[2] == 3_000


def test_what_was_lost_is_sent_again_under_the_number_it_had() -> None:
    track = video()
    send(track, 100)
    subscription, sink = watch(track)
    subscription.pause()
    subscription.begin(0.0)
    send(track, 500, payload=KEYFRAME)
    send(track, 501, 502)
    lost = sink.packets[1]
    number = sink.numbers[1]
    subscription.resend([number, number, 9_999], 0.1, Resending(), 0.1)
    assert sink.packets[3:] == [lost]


def test_what_becomes_of_a_packet_for_a_subscriber() -> None:
    track, states = video(), []
    sink = Sink()
    subscription = track.subscribe(2, sink, 0.0, paused=True)
    states.append(subscription.state)
    subscription.begin(0.0)
    states.append(subscription.state)
    send(track, 1, payload=KEYFRAME)
    states.append(subscription.state)
    subscription.pause()
    subscription.begin(0.0)
    send(track, 5, payload=KEYFRAME)
    send(track, 6)
    states.append(subscription.state)
    assert states == [State.PAUSED, State.WAITING, State.PLAIN, State.REWRITTEN]
    assert (subscription.packets, subscription.octets) == (3, 3 * len(PICTURE))


def test_two_publishers_with_the_same_source_are_told_apart() -> None:
    track = video(ssrc=99)
    _, sink = watch(track)
    (sent,) = send(track, 1, payload=KEYFRAME)
    assert read_header(sink.packets[0]).ssrc == 99 and sink.packets[0][12:] == sent[12:]


def test_a_sender_report_tells_the_time_that_the_subscriber_knows() -> None:
    track = video()
    subscription, sink = watch(track)
    send(track, 1, payload=KEYFRAME)
    subscription.rewriter.cut = True
    send(track, 500, payload=KEYFRAME, now=1.0)
    track.report(rtcp.SenderReport(SSRC, 2**40, 500 * 3_000, 9, 9), 0.0)
    (report,) = rtcp.parse(sink.reports[0])
    assert isinstance(report, rtcp.SenderReport)
    assert (report.ssrc, report.ntp_time, report.packets) == (SSRC, 2**40, 2)
    assert report.octets == 2 * len(KEYFRAME)  # of payload: RFC 3550 section 6.4.1
    assert report.timestamp == read_header(sink.packets[-1]).timestamp


def test_a_flood_of_sender_reports_reaches_subscribers_twice_a_second_and_no_paused_one() -> None:
    track = video()
    (_, ada), sleeper = watch(track), Sink()
    track.subscribe(3, sleeper, 0.0, paused=True)
    for number in range(2_000):
        track.report(rtcp.SenderReport(SSRC, number << 32, 0, 9, 9), number / 1_000)
    assert len(ada.reports) == 4 and not sleeper.reports


@pytest.mark.parametrize("apart", [0.0, 1.9, 3.0, 60.0])
@pytest.mark.parametrize("older", [0, 1, 255, 256, 5_000])
def test_no_number_is_forwarded_twice_however_late(older: int, apart: float) -> None:
    track = video()
    _, sink = watch(track)
    send(track, 1, payload=KEYFRAME)
    send(track, *range(2, 6_001))
    again = packet(6_000 - older, b"\x10\x01other")
    track.receive_again(again, apart)
    assert sink.numbers == list(range(1, 6_001))


def test_a_kept_group_is_shown_at_its_own_time_and_once() -> None:
    track = video()
    subscription, sink = watch(track)
    send(track, 1, payload=KEYFRAME)
    subscription.pause()
    send(track, 31, payload=KEYFRAME, now=1.0)
    subscription.begin(2.0)
    first, second = (read_header(each).timestamp for each in sink.packets)
    assert second - first == 90_000, "a second later, as it was, and not two"
    subscription.pause()
    subscription.begin(2.5)
    assert len(sink.packets) == 2 and subscription.state is State.WAITING
