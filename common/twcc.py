"""Transport-wide congestion feedback: which packets came, and when. [pure]

A browser numbers all packets it sends in a header extension. The receiver tells the time at which
each came; from the differences the browser learns how full the path is, and how much it may send
(Internet-Draft draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1).
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from struct import Struct

HEAD = Struct("!BBHIIHHI")  # RTCP header; sender, source; first number, how many; time and count
TRANSPORT_FEEDBACK, FEEDBACK_FORMAT, VERSION_BITS, PADDING_BIT = 205, 15, 0x80, 0x20
TICK = 0.00025  # seconds: the unit of the differences
TICKS_PER_REFERENCE = 256  # the reference time counts 64 ms
MISSING, SMALL, LARGE = 0, 1, 2  # what is told of a packet: its difference takes 0, 1, 2 bytes
RUN_WORTHWHILE, LONGEST_RUN = 7, 0x1FFF
VECTOR = 0xC000  # the bits that say: seven packets follow, two bits for each
MOST_PACKETS = 0xFFFF


class FeedbackError(ValueError):
    """Arrivals that do not fit into one packet: none, too many, or more than 8 s apart."""


def pack(sender: int, ssrc: int, count: int, first: int, arrivals: Sequence[float | None]) -> bytes:
    """The RTCP packet about packets `first`, `first` + 1, ..: when each came in seconds, or None.

    `count` numbers these RTCP packets, 8 bits of it. At least one packet must have arrived.
    """
    earliest = next((arrival for arrival in arrivals if arrival is not None), None)
    if earliest is None or len(arrivals) > MOST_PACKETS:
        raise FeedbackError("There must be 1 to 65,535 packets, one of which arrived.")
    reference = int(earliest / TICK) // TICKS_PER_REFERENCE
    steps = list(_steps(arrivals, reference * TICKS_PER_REFERENCE))
    body = b"".join(chunk.to_bytes(2) for chunk in _chunks([_symbol(step) for step in steps]))
    body += b"".join(_difference(step) for step in steps if step is not None)
    padding = bytes(-len(body) % 4)
    if padding:
        padding = padding[:-1] + bytes([len(padding)])
    flags = VERSION_BITS | (PADDING_BIT if padding else 0) | FEEDBACK_FORMAT
    words = (HEAD.size + len(body) + len(padding)) // 4 - 1
    time = (reference & 0xFFFFFF) << 8 | count & 0xFF
    head = HEAD.pack(
        flags, TRANSPORT_FEEDBACK, words, sender, ssrc, first & 0xFFFF, len(arrivals), time
    )
    return head + body + padding


def _steps(arrivals: Sequence[float | None], ticks: int) -> Iterator[int | None]:
    """The ticks from each arrival to the next, from `ticks` on; None for what did not arrive."""
    for arrival in arrivals:
        if arrival is None:
            yield None
            continue
        step = int(arrival / TICK) - ticks
        if not -0x8000 <= step < 0x8000:
            raise FeedbackError("Two packets are more than 8 s apart.")
        ticks += step
        yield step


def _symbol(step: int | None) -> int:
    if step is None:
        return MISSING
    return SMALL if 0 <= step < 0x100 else LARGE


def _difference(step: int) -> bytes:
    return step.to_bytes(1) if 0 <= step < 0x100 else step.to_bytes(2, signed=True)


def _chunks(symbols: list[int]) -> Iterator[int]:
    """The symbols in words of 16 bits: long runs of the same as a run, others seven at a time."""
    at = 0
    while at < len(symbols):
        run = len(next(list(group) for _, group in groupby(symbols[at : at + LONGEST_RUN])))
        if run >= RUN_WORTHWHILE or at + run == len(symbols):
            yield symbols[at] << 13 | run
            at += run
        else:
            seven = (symbols[at : at + 7] + [MISSING] * 6)[:7]
            yield VECTOR | sum(symbol << 12 - 2 * place for place, symbol in enumerate(seven))
            at += 7
