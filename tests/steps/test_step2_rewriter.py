"""The numbers a subscriber sees: no gap that was not loss, no number twice, time that goes on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steps.step2_sfu.rewriter import Rewriter

CLOCK = 90_000
FRAME = 3_000  # ticks: 30 pictures a second


def sent(rewriter: Rewriter, numbers: list[int], now: float = 0.0) -> list[int | None]:
    """What becomes of packets that come one after the other, in 1/30 s."""
    results = [
        rewriter.rewrite(number & 0xFFFF, number * FRAME & 0xFFFFFFFF, now + index / 30)
        for index, number in enumerate(numbers)
    ]
    return [result and result[0] for result in results]


def test_without_a_cut_nothing_changes() -> None:
    rewriter = Rewriter(CLOCK)
    assert sent(rewriter, [61_000, 65_535, 65_536, 65_538]) == [61_000, 65_535, 0, 2]
    assert rewriter.untouched


def test_packets_that_overtake_each_other_keep_their_numbers() -> None:
    assert sent(Rewriter(CLOCK), [10, 12, 11, 13]) == [10, 12, 11, 13]


def test_after_a_pause_the_numbers_go_on_where_they_stopped() -> None:
    rewriter = Rewriter(CLOCK)
    sent(rewriter, [100, 101, 102])
    rewriter.cut = True
    assert sent(rewriter, [500, 501, 503], now=10.0) == [103, 104, 106]
    assert not rewriter.untouched and rewriter.original(104) == 501


def test_what_is_older_than_the_cut_stays_out() -> None:
    rewriter = Rewriter(CLOCK)
    sent(rewriter, [100])
    rewriter.cut = True
    assert sent(rewriter, [500, 499, 498, 501]) == [101, None, None, 102]


def test_time_goes_on_as_the_clock_does() -> None:
    rewriter = Rewriter(CLOCK)
    rewriter.rewrite(1, 4_294_967_000, 5.0)
    rewriter.cut = True
    assert rewriter.rewrite(900, 77, 7.0) == (2, (4_294_967_000 + 2 * CLOCK) & 0xFFFFFFFF)
    assert rewriter.rewrite(901, 77 + FRAME, 7.03) == (
        3,
        (4_294_967_000 + 2 * CLOCK + FRAME) & 0xFFFFFFFF,
    )


def test_time_goes_on_even_if_no_time_has_passed() -> None:
    rewriter = Rewriter(CLOCK)
    rewriter.rewrite(1, 1_000, 5.0)
    rewriter.cut = True
    assert rewriter.rewrite(1, 9, 5.0) == (2, 1_001)


RUNS = st.lists(
    st.tuples(st.integers(0, 0xFFFF), st.lists(st.integers(1, 5), min_size=1, max_size=20)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=300, derandomize=True)
@given(RUNS)
def test_any_cuts_show_only_the_gaps_that_were_losses(runs: list[tuple[int, list[int]]]) -> None:
    rewriter, now, seen = Rewriter(CLOCK), 0.0, list[int]()
    gaps = []
    for start, steps in runs:
        rewriter.cut, number = True, start
        for index, step in enumerate(steps):
            number += step if index else 0
            now += 0.02
            result = rewriter.rewrite(number & 0xFFFF, number * FRAME & 0xFFFFFFFF, now)
            assert result is not None
            gaps.append(step if index else 1)
            seen.append(result[0])
    assert [(b - a) & 0xFFFF for a, b in zip(seen, seen[1:], strict=False)] == gaps[1:]


@pytest.mark.parametrize("first", [0xF001, 0xFFFF])
def test_no_subscription_begins_shortly_before_the_numbers_wrap(first: int) -> None:
    rewriter = Rewriter(90_000)
    sent = [rewriter.rewrite(number & 0xFFFF, 0, 0.0) for number in range(first, first + 9)]
    numbers = [pair[0] for pair in sent if pair]
    assert numbers == list(range(first - 0x8000, first - 0x8000 + 9)) and not rewriter.untouched
    assert [rewriter.original(number) for number in numbers[:2]] == [first, first + 1 & 0xFFFF]
