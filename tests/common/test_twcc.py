"""Transport-wide feedback: what a browser would read from it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.twcc import TICK, FeedbackError, pack


def unpack(data: bytes) -> tuple[int, list[int | None]]:
    """The first number, and the arrivals in ticks: read word by word, as the draft says."""
    assert data[:2] in (b"\x8f\xcd", b"\xaf\xcd") and 4 + 4 * int.from_bytes(data[2:4]) == len(data)
    first, left = int.from_bytes(data[12:14]), int.from_bytes(data[14:16])
    ticks, at, symbols = int.from_bytes(data[16:19]) * 256, 20, list[int]()
    while len(symbols) < left:
        word = int.from_bytes(data[at : at + 2])
        at += 2
        if word >> 15:
            symbols += [word >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [word >> 13] * (word & 0x1FFF)
    arrivals: list[int | None] = []
    for symbol in symbols[:left]:
        ticks += int.from_bytes(data[at : at + symbol], signed=symbol == 2)
        at += symbol
        arrivals.append(ticks if symbol else None)
    padding = data[-1] if data[0] & 0x20 else 0
    assert at + padding == len(data)
    return first, arrivals


def in_ticks(arrivals: list[float | None]) -> list[int | None]:
    """What is left of arrivals after rounding."""
    return [None if arrival is None else int(arrival / TICK) for arrival in arrivals]


ARRIVALS = {
    "one": [10.0],
    "a burst": [10.0 + 0.001 * n for n in range(30)],
    "with holes": [10.0, None, None, 10.02, None, 10.021, 10.0, None, 10.5],
    "a long hole": [1.0, *[None] * 9000, 2.0],
    "only the first": [1.0, None, None],
    "not the first": [None, None, 1.0, 1.01],
    "a slow one": [10.0, 17.9],
}


@pytest.mark.parametrize("arrivals", ARRIVALS.values(), ids=ARRIVALS)
def test_a_browser_reads_when_each_packet_came(arrivals: list[float | None]) -> None:
    assert unpack(pack(1, 2, 3, 65_530, arrivals)) == (65_530, in_ticks(arrivals))


@settings(max_examples=300, derandomize=True)
@given(st.floats(0, 2**20), st.lists(st.none() | st.floats(-2, 2), max_size=60))
def test_any_arrivals_come_back(start: float, later: list[float | None]) -> None:
    arrivals = [start + 2, *(None if offset is None else start + 2 + offset for offset in later)]
    assert unpack(pack(1, 2, 3, 9, arrivals)) == (9, in_ticks(arrivals))


def test_the_bytes_of_a_known_packet() -> None:
    data = pack(0x11, 0x22, 7, 5, [0.064, 0.065, None, 0.13])
    assert (
        data[:20].hex() == "afcd0006" + "00000011" + "00000022" + "0005" + "0004" + "000001" + "07"
    )
    # Symbols small, small, missing, large; differences of 0, 4 and 260 ticks; two bytes of padding.
    assert data[20:].hex() == "d480" + "00" + "04" + "0104" + "0002"


@pytest.mark.parametrize("arrivals", [[], [None], [1.0, 10.0], [1.0] * 65_536])
def test_what_does_not_fit_is_refused(arrivals: list[float | None]) -> None:
    with pytest.raises(FeedbackError):
        pack(1, 2, 3, 4, arrivals)
