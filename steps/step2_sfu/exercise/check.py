"""The check of the exercise: forwards a camera to a browser, and says what the browser would do.

    python -m steps.step2_sfu.exercise.check             your numbering.py
    python -m steps.step2_sfu.exercise.check solution    ours

It looks at numbers, not at source text. The exit status is 0 only if everything is as it must be.
"""

import importlib
import sys
from collections.abc import Callable, Iterable
from typing import Protocol

from common.exercise import Unfit, problems_of, tell
from steps.step2_sfu.exercise.stream import (
    NUMBERS,
    TIMES,
    Packet,
    Sent,
    drift,
    missing,
    packets,
    repeated,
)

FRAME = 1 / 30
PAUSE = 3.0  # seconds
CAMERA = (7_000, 1_000_000)  # the first number and timestamp of most streams here


class Numbering(Protocol):
    """What the learner writes."""

    def cut(self) -> None:
        """The next packet follows a pause, or comes from another source."""

    def rewrite(self, number: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """The number and timestamp to send a packet with."""

    def original(self, number: int) -> int:
        """The publisher's number of what was sent as `number`."""


Make = Callable[[], Numbering]


def sent_by(numbering: Numbering, stream: Iterable[Packet]) -> list[Sent]:
    """What the browser gets of some packets."""
    sent = []
    for packet in stream:
        numbers = numbering.rewrite(packet.number, packet.timestamp, packet.at)
        if numbers is None:
            raise Unfit(
                f"Packet {packet.number} was not sent, though nobody has paused and it is not late."
            )
        if not (0 <= numbers[0] < NUMBERS and 0 <= numbers[1] < TIMES):
            raise Unfit(
                f"Packet {packet.number} would be sent as {numbers}: a sequence number has 16 bits,"
                " a timestamp 32, and after the highest comes 0. Count as far as you like, but send"
                " the rest of a division."
            )
        sent.append(Sent(*numbers, packet.at))
    return sent


def looks_away(numbering: Numbering, number: int, timestamp: int) -> tuple[list[Sent], list[Sent]]:
    """A second of a camera, a pause in which it goes on, and another second."""
    away = round(PAUSE / FRAME)
    camera = list(packets(number, timestamp, 10.0, frames=30 + away + 30))
    before = sent_by(numbering, camera[: 30 * 3])
    numbering.cut()
    return before, sent_by(numbering, camera[(30 + away) * 3 :])


def without_a_cut_nothing_changes(make: Make) -> None:
    """As long as nobody has paused, the very bytes of the publisher go on."""
    camera = list(packets(*CAMERA, 10.0, frames=30))
    for packet, sent in zip(camera, sent_by(make(), camera), strict=True):
        if (packet.number, packet.timestamp) != (sent.number, sent.timestamp):
            raise Unfit(
                f"Nobody has paused, but {packet.number} goes out as {sent.number}, its time"
                f" {packet.timestamp} as {sent.timestamp}. That costs a copy of each packet for"
                " each subscriber. Begin with offsets of 0."
            )


def numbers_go_on_after_a_pause(make: Make) -> None:
    """A hole in the numbers means loss, and a number that was there before means a copy."""
    before, after = looks_away(make(), *CAMERA)
    if lost := missing([before[-1], after[0]]):
        raise Unfit(
            f"Before the pause the browser got number {before[-1].number}, after it"
            f" {after[0].number}: it believes that {lost} packets were lost, asks for each of them"
            " ten times, and then for a keyframe. Nobody lost anything. The first number after a"
            " cut must follow the last one that you sent."
        )
    if copies := repeated([*before, *after]):
        raise Unfit(
            f"{copies} packets after the pause have numbers that the browser had before. It takes"
            " them for copies and throws them away: the picture stands still. Remember the highest"
            " number that you sent, not only the first."
        )


def times_go_on_with_another_source(make: Make) -> None:
    """Another camera has other numbers and times, which have nothing to do with those before."""
    numbering = make()
    before = sent_by(numbering, packets(*CAMERA, 10.0, frames=30))
    numbering.cut()
    after = sent_by(numbering, packets(31_000, 3_456_789_012, 10.0 + 1 + PAUSE, frames=30))
    if missing([before[-1], after[0]]) or repeated([*before, *after]):
        raise Unfit(
            f"Another camera, which begins at number 31000. The browser had {before[-1].number} and"
            f" now gets {after[0].number}. What you add must be computed at the cut, from what"
            " comes next, and not from how long the pause was."
        )
    passed, late = after[0].at - before[-1].at, drift(before[-1], after[0])
    if abs(late) > 3 * FRAME:
        raise Unfit(
            f"Between the last packet before the cut and the first one after it {passed:.2f} s have"
            f" passed, but the timestamps went on by {passed + late:.2f} s. The browser shows a"
            " picture when its time has come: this one never, or all at once. Add as much to the"
            " last timestamp that you sent as has passed since, at 90,000 in a second."
        )


def over_the_end_of_the_numbers(make: Make) -> None:
    """After 65,535 comes 0, and that is neither a hole nor the past."""
    for number, timestamp in ((NUMBERS - 20, TIMES - 30_000), (NUMBERS - 100, TIMES - 100_000)):
        before, after = looks_away(make(), number, timestamp)
        sent = [*before, *after]
        if missing(sent) or repeated(sent):
            raise Unfit(
                f"A camera that begins at number {number}: the browser is sent"
                f" {before[0].number} .. {before[-1].number}, and after the pause"
                f" {after[0].number} .. {after[-1].number}. unwrap() in common/rtp.py gives a"
                " number the bits that 16 have no room for; then larger means later."
            )
        if abs(drift(before[-1], after[0])) > 3 * FRAME:
            raise Unfit("The timestamps do not go on over the end of their 32 bits.")


def a_lost_packet_stays_missing(make: Make) -> None:
    """What was really lost on the way up must be asked for, so its number must stay free."""
    numbering = make()
    looks_away(numbering, *CAMERA)
    camera = list(packets(CAMERA[0] + 600, CAMERA[1] + 600_000, 16.0, frames=10))
    numbering.cut()
    sent = sent_by(numbering, [*camera[:10], *camera[12:]])
    if missing(sent) != 2:
        raise Unfit(
            f"Two packets were lost on the way from the publisher, but the browser sees a hole of"
            f" {missing(sent)}: it decodes half a picture and does not know it. Do not count the"
            " packets; add the same to each number until the next cut."
        )


def late_packets(make: Make) -> None:
    """A late packet has its place between the others; one from before the cut has none."""
    numbering = make()
    camera = list(packets(*CAMERA, 10.0, frames=60))
    sent_by(numbering, camera[:90])
    numbering.cut()
    first, *rest = sent_by(numbering, [camera[120], camera[122], camera[121], camera[123]])
    if [packet.number for packet in rest] != [(first.number + n) % NUMBERS for n in (2, 1, 3)]:
        raise Unfit(
            "After the pause came packets 1, 3, 2, 4, and were sent as"
            f" {[first.number, *(packet.number for packet in rest)]}. A late one keeps its place:"
            " the browser puts them in order by their numbers."
        )
    ghost = numbering.rewrite(camera[110].number, camera[110].timestamp, 11.4)
    if ghost is not None:
        raise Unfit(
            f"A packet of the time of the pause arrived late and was sent as {ghost[0]}, a number"
            " that belongs to another packet. What is older than the first packet after the cut"
            " must not be sent: None."
        )


def a_nack_finds_its_packet(make: Make) -> None:
    """The browser names a lost packet by the number that it would have had there."""
    numbering = make()
    camera = list(packets(NUMBERS - 250, 5_000, 10.0, frames=120))
    sent_by(numbering, camera[:60])
    numbering.cut()
    for packet in camera[240:]:
        numbers = numbering.rewrite(packet.number, packet.timestamp, packet.at)
        if numbers and (found := numbering.original(numbers[0])) != packet.number:
            raise Unfit(
                f"Packet {packet.number} was sent as {numbers[0]} and lost. The browser asks for"
                f" {numbers[0]}, original() says {found}: the wrong packet is sent again, or none."
                " Take away what you have added, and stay within 16 bits."
            )


CHECKS = (
    without_a_cut_nothing_changes,
    numbers_go_on_after_a_pause,
    times_go_on_with_another_source,
    over_the_end_of_the_numbers,
    a_lost_packet_stays_missing,
    late_packets,
    a_nack_finds_its_packet,
)


def problems(make: Make) -> list[str]:
    """What is wrong, in the order in which one repairs it; one line for each check, or ''."""
    return problems_of(CHECKS, make)


def main() -> int:
    """Checks one module and tells; stops at the first problem, as the later ones follow from it."""
    name = sys.argv[1] if len(sys.argv) > 1 else "numbering"
    module = importlib.import_module(f"steps.step2_sfu.exercise.{name}")
    return tell(CHECKS, module.Numbering, "The browser notices nothing. Compare with rewriter.py.")


if __name__ == "__main__":
    sys.exit(main())
