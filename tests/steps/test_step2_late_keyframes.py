"""A keyframe whose first packet comes late: whoever waits for it gets all of it, and once."""

from random import Random

import pytest

from common.rtp import FIXED, read_header
from steps.step2_sfu.repair import Resending
from steps.step2_sfu.ring import GROUP_PACKETS, SECONDS, PacketRing
from steps.step2_sfu.subscription import AGAIN_AFTER, State, Subscription
from steps.step2_sfu.track import Track
from tests.steps.test_step2_track import KEYFRAME, PICTURE, SSRC, VP8, Sink, send, video, watch


def test_whoever_waits_gets_what_has_overtaken_the_first_packet() -> None:
    track = video()
    send(track, *range(80, 100), now=1.0)
    subscription, sink = watch(track, now=1.0)
    send(track, *range(101, 135), now=1.2)
    assert not sink.numbers
    send(track, 100, payload=KEYFRAME, now=1.25)
    send(track, 135, now=1.3)
    assert sink.numbers == list(range(100, 136)) and subscription.state is State.PLAIN
    assert subscription.packets == 36 and not track.pictures.due(9.0)


def test_what_is_still_missing_then_finds_its_place() -> None:
    track = video(ssrc=99)
    _, sink = watch(track, now=1.0)
    send(track, 101, 103, 104, now=1.2)
    send(track, 100, payload=KEYFRAME, now=1.25)
    send(track, 102, 105, now=1.3)
    assert sink.numbers == [100, 101, 103, 104, 102, 105]


@pytest.mark.parametrize(
    ("overtaken", "late"), [(GROUP_PACKETS, 0.1), (5, SECONDS + 0.1)], ids=["many", "old"]
)
def test_a_keyframe_that_is_too_late_is_not_begun_with(overtaken: int, late: float) -> None:
    track = video()
    _, sink = watch(track, now=1.0)
    send(track, *range(1, overtaken + 1), now=1.2)
    assert track.pictures.due(1.2)
    send(track, 0, payload=KEYFRAME, now=1.2 + late)
    assert not sink.numbers and track.pictures.due(9.0), "another is asked for"


def test_what_was_sent_before_a_pause_does_not_follow_after_it() -> None:
    track = video()
    subscription, sink = watch(track)
    send(track, 1, payload=KEYFRAME, now=1.0)
    send(track, 2, 4, 5, now=1.1)
    subscription.pause()
    subscription.begin(1.15)
    send(track, 3, payload=KEYFRAME, now=1.2)
    assert sink.numbers == [1, 2, 4, 5] and subscription.state is State.WAITING
    send(track, 6, payload=KEYFRAME, now=1.3)
    assert sink.numbers == [1, 2, 4, 5, 6]


def test_a_newcomer_finds_the_group_of_a_late_keyframe() -> None:
    track = video()
    send(track, *range(101, 105), now=1.0)
    send(track, 100, payload=KEYFRAME, now=1.1)
    _, sink = watch(track, now=1.2)
    assert sink.numbers == [100, 101, 102, 103, 104]


def test_only_the_newest_keyframe_begins_a_group_whenever_it_comes() -> None:
    ring = PacketRing()
    for number in (1, 2, 3, 5, 6, 4):  # 2 begins a keyframe, and so do 4 and, in one picture, 5
        time = (0, 1, 2, 3, 5, 5, 6)[number]
        packet = bytes(4) + time.to_bytes(4) + bytes([number])
        ring.put(number, packet, 0.0, keyframe=number in (2, 4, 5))
    assert [kept.number for kept in ring.group(0.0)] == [4, 5, 6]
    ring.put(0, bytes(9), 0.0, keyframe=True)
    assert [kept.number for kept in ring.group(0.0)] == [4, 5, 6]


def test_a_keyframe_is_found_whose_place_was_that_of_the_one_before() -> None:
    ring = PacketRing()
    for number in range(257):
        ring.put(number, bytes(4) + number.to_bytes(4), 0.0, keyframe=number in (0, 256))
    assert [kept.number for kept in ring.group(0.0)] == [256]


def test_what_is_kept_is_sent_once_in_a_while_however_often_somebody_looks_away() -> None:
    track, sent = video(), []
    subscription, sink = watch(track)
    for number in range(10):  # each time there is a new group, whole and never sent
        now = 1.0 + number * AGAIN_AFTER / 4
        subscription.pause()
        send(track, number, payload=KEYFRAME, now=now)
        before = len(sink.packets)
        subscription.begin(now + 0.125)
        sent.append(len(sink.packets) - before)
    assert sent == [1, 0, 0, 0, 1, 0, 0, 0, 1, 0]


class Chaos:
    """A publisher whose packets are lost and overtaken, and a subscriber who looks away."""

    def __init__(self, dice: Random) -> None:
        self.dice, self.sink = dice, Sink()
        source, start = dice.choice([SSRC, 99]), dice.choice([0, 0xEFF0, 0xFFF0, 40_000])
        self.track = Track(1, "camera", "video", source=SSRC, ssrc=source, rtx_ssrc=3)
        self.subscription: Subscription | None = None
        self.came: set[int] = set()
        self.begun_at = 0  # how many packets had been sent then
        self._on_the_way: list[tuple[float, int, bytes]] = []
        self._next = start

    def publish(self, picture: int, now: float, payloads: list[bytes]) -> None:
        """Sends a picture; what has been on the way for long enough comes."""
        for payload in payloads:
            time = picture * 3_000
            header = FIXED.pack(0x80, VP8, self._next & 0xFFFF, time, SSRC)
            late = self.dice.choice([0.0] * 9 + [0.04, 0.2, 1.0, 2.5])
            sent = header + payload + self._next.to_bytes(4)
            if self.dice.random() > 0.03:
                self._on_the_way.append((now + late, self._next, sent))
            self._next += 1
        for at, number, packet in sorted(self._on_the_way):
            if at <= now:
                if self.track.ring.is_new(number & 0xFFFF):
                    self.came.add(number)
                self.track.receive(packet, read_header(packet), now)
        self._on_the_way = [each for each in self._on_the_way if each[0] > now]

    def look(self, now: float) -> None:
        """Joins, looks away, looks back or asks for what was lost, now and then."""
        if self.subscription is None:
            if self.dice.random() < 0.1:
                self.subscription = self.track.subscribe(2, self.sink, now, rtx=True)
        elif self.subscription.paused:
            if self.dice.random() < 0.2:
                self.begun_at = len(self.sink.packets)
                self.subscription.begin(now)
        elif self.dice.random() < 0.05:
            self.check()
            self.subscription.pause()
        elif self.sink.packets and self.dice.random() < 0.3:
            newest = read_header(self.sink.packets[-1]).sequence_number
            lost = [newest - back for back in range(-5, 60, 3)]
            self.subscription.resend([each & 0xFFFF for each in lost], now, Resending(), 0.0)

    def sent(self, first: int) -> list[tuple[int, int]]:
        """From the `first` packet on: the number it was sent with, and which it was."""
        return [
            (read_header(packet).sequence_number, int.from_bytes(packet[-4:]))
            for packet in self.sink.packets[first:]
            if read_header(packet).ssrc == self.track.ssrc
        ]

    def check(self) -> None:
        """From the first packet since the subscriber looked on, nothing that came is left out."""
        packets = [packet for _number, packet in self.sent(self.begun_at)]
        if packets:
            assert {each for each in self.came if each >= packets[0]} <= set(packets)


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_left_out_and_nothing_comes_twice_whatever_is_late(seed: int) -> None:
    chaos = Chaos(Random(seed))
    every = chaos.dice.choice([10, 50, 300])
    for picture in range(chaos.dice.randrange(30, 300)):
        count = chaos.dice.choice([1, 1, 2, 5]) if picture % every else chaos.dice.choice([3, 20])
        begins = PICTURE if picture % every else KEYFRAME
        payloads = [begins] + [b"\x00\x01pic"] * (count - 1)
        chaos.publish(picture, 10.0 + picture / 30, payloads)
        chaos.look(10.0 + picture / 30)
    if chaos.subscription and not chaos.subscription.paused:
        chaos.check()
    numbers, packets = zip(*chaos.sent(0), strict=True) if chaos.sent(0) else ((), ())
    assert len(set(numbers)) == len(numbers) and len(set(packets)) == len(packets)
    again = [packet[:12] for packet in chaos.sink.packets]
    assert len({(packet[2:4], packet[8:12]) for packet in again}) == len(again)
