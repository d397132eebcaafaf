"""What came of a publisher is reported with its time, each packet once and in bounds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from steps.step2_sfu.arrivals import EVERY, MOST, Arrivals


def test_arrivals_are_reported_ten_times_a_second_and_only_once() -> None:
    arrivals = Arrivals()
    assert arrivals.report(1, 2, 5.0) is None
    for number in (65_535, 0, 2):
        arrivals.note(number & 0xFFFF, 5.0)
    first = arrivals.report(1, 2, 5.0)
    assert first is not None and int.from_bytes(first[12:14]) == 65_535
    assert int.from_bytes(first[14:16]) == 4
    arrivals.note(3, 5.05)
    assert arrivals.report(1, 2, 5.05) is None
    second = arrivals.report(1, 2, 5.01 + EVERY)
    assert second is not None and int.from_bytes(second[12:14]) == 3


def told(report: bytes | None) -> tuple[int, list[int]]:
    """The first number of a report, and for each from there on how many bytes its time takes."""
    assert report is not None
    first, count = int.from_bytes(report[12:14]), int.from_bytes(report[14:16])
    vector = int.from_bytes(report[20:22])
    if vector >> 15:
        return first, [vector >> shift & 3 for shift in range(12, -2, -2)][:count]
    return first, [vector >> 13] * count


def test_a_packet_that_was_overtaken_is_reported_after_all() -> None:
    arrivals = Arrivals()
    for number in (10, 12, 13):
        arrivals.note(number, 5.0)
    assert told(arrivals.report(1, 2, 5.0)) == (10, [1, 0, 1, 1])
    arrivals.note(11, 5.1)
    arrivals.note(14, 5.1)
    assert told(arrivals.report(1, 2, 5.2)) == (11, [1, 2, 1, 2]), "12 came before it"
    arrivals.note(11, 5.3)
    arrivals.note(9, 5.3)
    assert arrivals.report(1, 2, 5.4) is None, "came twice, or before all that is known"
    arrivals.note(15, 5.9)
    assert told(arrivals.report(1, 2, 5.9)) == (15, [1])
    arrivals.note(14, 5.95)
    assert arrivals.report(1, 2, 6.0) is None, "of what is so old nothing is known any more"


@settings(max_examples=200, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.floats(0, 1)), max_size=200))
def test_no_order_of_arrivals_makes_a_report_that_cannot_be_written(
    steps: list[tuple[int, float]],
) -> None:
    arrivals, now = Arrivals(), 100.0
    for number, seconds in steps:
        now += seconds
        arrivals.note(number, now)
        report = arrivals.report(1, 2, now)
        assert report is None or int.from_bytes(report[14:16]) <= 10 * MOST


def test_a_leap_of_the_numbers_begins_the_count_anew() -> None:
    arrivals = Arrivals()
    arrivals.note(1, 1.0)
    arrivals.note(1 + 2 * MOST, 1.0)
    report = arrivals.report(1, 2, 1.0)
    assert report is not None and int.from_bytes(report[14:16]) == 1
