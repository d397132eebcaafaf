"""The simulated link by a virtual clock: same seed, same fate; rates and delays are exact."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.link import HELD_BACK, SEGMENT, DatagramQueue, Direction, Queue, StreamQueue

Arrival = tuple[float, bytes]


def drain(queue: Queue, *, until: float = 1e6) -> list[Arrival]:
    """Everything that arrives until then, each with its time, by asking only when told to."""
    arrivals = []
    while (at := queue.next_at()) is not None and at <= until:
        arrivals += [(at, piece) for piece in queue.due(at)]
    return arrivals


def direction(seed: int = 1, **conditions: float) -> Direction:
    """A direction under these conditions."""
    result = Direction(Random(seed))
    for name, value in conditions.items():
        setattr(result, name, value)
    return result


def send_hundred(queue: Queue, *, size: int = 100) -> None:
    """Offers a hundred numbered packets, one a millisecond."""
    for number in range(100):
        queue.offer(number.to_bytes(2, "big") + bytes(size - 2), number / 1000)


def numbers(arrivals: list[Arrival]) -> list[int]:
    """The numbers of the packets in the order of their arrival."""
    return [int.from_bytes(packet[:2], "big") for _, packet in arrivals]


def test_a_perfect_link_delivers_at_once_and_in_order() -> None:
    queue = DatagramQueue(direction())
    queue.offer(b"a", 5.0)
    queue.offer(b"b", 5.0)
    assert queue.due(5.0) == [b"a", b"b"]
    assert queue.next_at() is None and queue.empty


def test_delay_is_exact() -> None:
    queue = DatagramQueue(direction(delay=0.25))
    queue.offer(b"a", 1.0)
    assert queue.due(1.24) == []
    assert queue.next_at() == 1.25
    assert queue.due(1.25) == [b"a"]


def test_the_same_seed_gives_the_same_fate_and_another_one_another() -> None:
    def fate(seed: int) -> list[Arrival]:
        conditions = {"loss": 0.2, "jitter": 0.03, "reorder": 0.1, "duplicate": 0.1}
        queue = DatagramQueue(direction(seed, **conditions))
        send_hundred(queue)
        return drain(queue)

    assert fate(7) == fate(7)
    assert fate(7) != fate(8)


def test_loss_takes_about_its_share_and_is_counted() -> None:
    queue = DatagramQueue(direction(loss=0.3))
    send_hundred(queue)
    arrivals = drain(queue)
    counters = queue.direction.counters
    assert counters.offered == 100
    assert 15 <= counters.lost <= 45
    assert counters.delivered == len(arrivals) == 100 - counters.lost


def test_jitter_spreads_arrivals_without_reordering() -> None:
    queue = DatagramQueue(direction(delay=0.1, jitter=0.05))
    send_hundred(queue)
    arrivals = drain(queue)
    assert numbers(arrivals) == list(range(100))
    flights = [at - number / 1000 for number, (at, _) in enumerate(arrivals)]
    assert min(flights) >= 0.1 - 1e-9 and max(flights) <= 0.15 + 1e-9
    assert max(flights) - min(flights) > 0.02


def test_reordered_datagrams_come_late_by_a_fixed_time() -> None:
    queue = DatagramQueue(direction(reorder=0.1))
    send_hundred(queue)
    arrivals = drain(queue)
    late = [
        n
        for at, n in zip([at for at, _ in arrivals], numbers(arrivals), strict=True)
        if at > n / 1000
    ]
    assert numbers(arrivals) != list(range(100))
    assert sorted(numbers(arrivals)) == list(range(100))
    assert len(late) == queue.direction.counters.reordered > 0
    assert HELD_BACK < 0.1


def test_duplicates_arrive_twice_and_are_counted() -> None:
    queue = DatagramQueue(direction(duplicate=0.2))
    send_hundred(queue)
    assert len(drain(queue)) == 100 + queue.direction.counters.duplicated > 100


def test_the_rate_is_kept_to_the_byte() -> None:
    queue = StreamQueue(direction(rate=800_000))  # 100,000 bytes a second
    queue.offer(bytes(300_000), 0.0)
    for second in (0.5, 1.0, 2.0):
        arrived = sum(len(piece) for _, piece in drain(queue, until=second))
        total = queue.direction.counters.bytes_delivered
        assert arrived > 0
        assert total == pytest.approx(second * 100_000, abs=SEGMENT)


def test_a_changed_rate_holds_from_the_next_segment_on() -> None:
    queue = StreamQueue(direction(rate=80_000))
    queue.offer(bytes(100_000), 0.0)
    drain(queue, until=1.0)
    queue.direction.rate = 8_000_000
    assert drain(queue)[-1][0] < 1.0 + 0.14 + 0.1


def test_two_flows_share_one_transmitter() -> None:
    shared = direction(rate=800_000)
    one, other = StreamQueue(shared), StreamQueue(shared)
    one.offer(bytes(50_000), 0.0)
    other.offer(bytes(50_000), 0.0)
    last = 0.0
    while (at := min((q.next_at() or 9e9) for q in (one, other))) < 9e9:
        last = at if one.due(at) + other.due(at) else last
    assert last == pytest.approx(1.0, abs=0.02)


def test_a_full_datagram_queue_drops_at_its_tail() -> None:
    queue = DatagramQueue(direction(rate=8_000, queue=1_000))
    for number in range(20):
        queue.offer(bytes([0, number]) + bytes(98), 0.0)
    assert numbers(drain(queue)) == list(range(11))  # ten wait, one is being sent
    assert queue.direction.counters.overflowed == 9


def test_a_full_stream_queue_has_no_room_until_it_drains() -> None:
    queue = StreamQueue(direction(rate=80_000, queue=10_000))
    queue.offer(bytes(20_000), 0.0)
    assert not queue.has_room
    drain(queue, until=1.1)
    assert queue.has_room
    assert sum(len(piece) for _, piece in drain(queue)) + 11_200 >= 20_000


def test_a_lost_segment_holds_back_the_bytes_behind_it() -> None:
    queue = StreamQueue(direction(delay=0.05, loss=1.0))
    queue.offer(b"first", 0.0)
    queue.direction.loss = 0.0
    queue.offer(b"second", 0.01)
    (first_at, first), (second_at, second) = drain(queue)
    assert (first, second) == (b"first", b"second")
    assert first_at == second_at == pytest.approx(0.05 + 0.1 + 0.2)
    assert queue.direction.counters.lost == 1


@given(
    chunks=st.lists(st.binary(min_size=1, max_size=5_000), max_size=20),
    loss=st.floats(0, 1),
    jitter=st.floats(0, 0.5),
    rate=st.one_of(st.none(), st.floats(8_000, 1e9)),
)
def test_a_stream_arrives_whole_and_in_order_whatever_happens(
    chunks: list[bytes], loss: float, jitter: float, rate: float | None
) -> None:
    queue = StreamQueue(direction(loss=loss, jitter=jitter))
    queue.direction.rate = rate
    for number, chunk in enumerate(chunks):
        queue.offer(chunk, number / 100)
    assert b"".join(piece for _, piece in drain(queue)) == b"".join(chunks)


def test_a_stall_moves_nothing_and_ends_without_a_burst_from_the_past() -> None:
    queue = StreamQueue(direction(rate=80_000))
    queue.direction.stalled = True
    queue.offer(bytes(14_000), 0.0)
    assert queue.next_at() is None and queue.due(5.0) == []
    queue.direction.resume(10.0)
    assert drain(queue)[-1][0] == pytest.approx(11.4)


def test_a_stall_drops_datagrams() -> None:
    queue = DatagramQueue(direction())
    queue.direction.stalled = True
    queue.offer(b"gone", 0.0)
    queue.direction.resume(1.0)
    queue.offer(b"here", 1.0)
    assert queue.due(1.0) == [b"here"]
