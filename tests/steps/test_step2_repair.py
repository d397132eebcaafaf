"""What is sent again and asked again: enough to mend a call, never enough to flood one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from steps.step2_sfu.picture_requests import MOST_TIMES, PictureRequests
from steps.step2_sfu.repair import ASKED, LATEST, Missing, Resending
from steps.step2_sfu.ring import GROUP_PACKETS, PACKETS, SECONDS, PacketRing


def test_a_packet_is_sent_again_three_times_and_not_twice_in_a_round_trip() -> None:
    resending = Resending()
    sent = [resending.allows(1, 7, step / 100, 0.1) for step in range(100)]
    assert [step for step, was in enumerate(sent) if was] == [0, 10, 20]


def test_a_subscriber_gets_a_bounded_number_of_packets_again() -> None:
    resending = Resending()
    asked = [(ssrc, number) for ssrc in range(12) for number in range(280)] * 5
    count = sum(
        sum(resending.allows(*packet, second / 10, 0.0) for packet in asked) for second in range(10)
    )
    assert 200 <= count <= 128 + 100


def test_packets_of_two_tracks_are_told_apart() -> None:
    resending = Resending()
    assert [resending.allows(ssrc, 7, 0.0, 0.1) for ssrc in (1, 2, 1)] == [True, True, False]


def test_even_on_a_short_path_a_packet_is_not_sent_again_within_40_ms() -> None:
    resending = Resending()
    assert [resending.allows(1, 7, at, 0.001) for at in (0.0, 0.039, 0.041)] == [True, False, True]


def test_what_is_missing_is_asked_for_at_once_and_again_after_a_round_trip() -> None:
    missing = Missing()
    for number in (65_533, 65_534, 1):
        missing.note(number)
    assert missing.due(0.0, 0.1) == [65_535, 0]
    assert missing.due(0.05, 0.1) == []
    missing.note(0)
    assert missing.due(0.11, 0.1) == [65_535]


def test_nobody_is_asked_for_ever() -> None:
    missing = Missing()
    missing.note(1)
    missing.note(3)
    asked = [missing.due(float(second), 0.1) for second in range(30)]
    assert asked == [[2]] * ASKED + [[]] * (30 - ASKED) and missing.count == 0


def test_what_is_too_old_is_given_up() -> None:
    missing = Missing()
    missing.note(1)
    missing.note(3)
    missing.note(3 + LATEST)
    assert 2 not in missing.due(0.0, 0.1)


@settings(max_examples=200, derandomize=True)
@given(st.lists(st.integers(0, 0xFFFF), max_size=60))
def test_no_order_of_packets_lets_the_list_grow(numbers: list[int]) -> None:
    missing = Missing()
    for number in numbers:
        missing.note(number)
        missing.due(0.0, 1.0)
        assert missing.count <= LATEST + 1


def test_many_wishes_are_two_requests_a_second_at_most() -> None:
    requests, asked = PictureRequests(), []
    for tick in range(3_000):  # of a millisecond
        requests.want()
        if requests.due(tick / 1000):
            asked.append(tick)
        if tick % 400 == 399:
            requests.keyframe()
    assert (
        3 <= len(asked) <= 6 and min(b - a for a, b in zip(asked, asked[1:], strict=False)) >= 500
    )


def test_a_wish_that_came_too_soon_is_not_forgotten() -> None:
    requests = PictureRequests()
    requests.want()
    assert requests.due(0.0)
    requests.keyframe()
    requests.want()
    assert not requests.due(0.4) and requests.due(0.5)


def test_a_request_without_an_answer_is_repeated_but_not_for_ever() -> None:
    requests = PictureRequests()
    requests.want()
    asked = [second for second in range(60) if requests.due(float(second))]
    assert asked == list(range(MOST_TIMES))


def test_the_ring_gives_back_what_is_fresh() -> None:
    ring = PacketRing()
    for number in range(65_000, 65_000 + 2 * PACKETS):
        ring.put(number & 0xFFFF, number.to_bytes(4), 10.0, keyframe=False)
    newest = 65_000 + 2 * PACKETS - 1
    assert ring.get(newest & 0xFFFF, 10.0) == newest.to_bytes(4)
    assert ring.get((newest - 255) & 0xFFFF, 10.0) is not None
    assert ring.get((newest - 256) & 0xFFFF, 10.0) is None
    assert ring.get(newest & 0xFFFF, 10.1 + SECONDS) is None


def test_a_newcomer_is_given_the_whole_group_or_nothing() -> None:
    ring = PacketRing()
    for number in (9, 10, 11, 12):
        ring.put(number, bytes([number]), 0.0, keyframe=number == 10)
    assert [kept.packet for kept in ring.group(0.0)] == [b"\n", b"\x0b", b"\x0c"]
    ring.put(14, b"\x0e", 0.0, keyframe=False)
    assert ring.group(0.0) == []
    ring.put(13, b"\r", 0.0, keyframe=False)
    assert len(ring.group(0.0)) == 5 and ring.group(0.1 + SECONDS) == []


def test_a_group_begins_with_the_parameters_that_h264_sends_before_the_picture() -> None:
    ring = PacketRing()
    for number, time in ((1, 7), (2, 8), (3, 8), (4, 9)):
        packet = bytes(4) + time.to_bytes(4) + bytes([number])
        ring.put(number, packet, 0.0, keyframe=time == 8)
    assert [kept.packet[8] for kept in ring.group(0.0)] == [2, 3, 4]


def test_a_long_group_is_not_worth_catching_up_with() -> None:
    ring = PacketRing()
    for number in range(GROUP_PACKETS + 1):
        ring.put(number, b"x", 0.0, keyframe=number == 0)
    assert ring.group(0.0) == [] and PacketRing().group(0.0) == []


def test_an_old_keyframe_is_not_found_again_when_the_numbers_come_round() -> None:
    ring = PacketRing()
    for number in range(0x10000 + 5):
        ring.put(number & 0xFFFF, b"x", 0.0, keyframe=number == 0)
    assert ring.group(0.0) == []
