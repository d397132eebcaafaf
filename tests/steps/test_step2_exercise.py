"""The exercise of step 2: the stub fails and teaches, the solution passes, wrong ideas are told."""

import subprocess
import sys
from pathlib import Path

import pytest

from steps.step2_sfu.exercise import check, numbering, solution, stream
from steps.step2_sfu.rewriter import Rewriter

ROOT = Path(__file__).parents[2]


class OfTheServer:
    """What the server of step 2 does, under the exercise's names."""

    def __init__(self) -> None:
        self._rewriter = Rewriter(stream.CLOCK_RATE)

    def cut(self) -> None:
        """A pause, or another source."""
        self._rewriter.cut = True

    def rewrite(self, number: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """The number and timestamp to send with."""
        return self._rewriter.rewrite(number, timestamp, now)

    def original(self, number: int) -> int:
        """The publisher's number."""
        return self._rewriter.original(number)


class Renumbers(solution.Numbering):
    """Begins again after each cut with the numbers of before."""

    def _go_on_with(self, number: int, timestamp: int, now: float) -> None:
        begun = self.newest is not None
        super()._go_on_with(number, timestamp, now)
        if begun:
            self.number_offset -= 40


class KeepsTimes(solution.Numbering):
    """Mends the numbers and forgets the times."""

    def _go_on_with(self, number: int, timestamp: int, now: float) -> None:
        super()._go_on_with(number, timestamp, now)
        self.time_offset = 0


class StopsTheClock(solution.Numbering):
    """Goes on where it was, as if no time had passed."""

    def _go_on_with(self, number: int, timestamp: int, now: float) -> None:
        super()._go_on_with(number, timestamp, self.newest[3] if self.newest else now)


class CountsOn(solution.Numbering):
    """Leaves a fixed pause out, whoever sends after it."""

    def _go_on_with(self, number: int, timestamp: int, now: float) -> None:
        super()._go_on_with(number, timestamp, now)
        if self.newest and number == 31_000:
            self.number_offset += 500


class KnowsNoEnd(solution.Numbering):
    """Sends the numbers as far as it has counted."""

    def rewrite(self, number: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """The number without its end."""
        numbers = super().rewrite(number, timestamp, now)
        return numbers and (number + self.number_offset, numbers[1])


class CountsPackets(solution.Numbering):
    """Numbers whatever comes one after the other."""

    counted: int | None = None

    def rewrite(self, number: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """The next number."""
        numbers = super().rewrite(number, timestamp, now)
        self.counted = number if self.counted is None else (self.counted + 1) % solution.NUMBERS
        return numbers and (self.counted, numbers[1])


class SendsGhosts(solution.Numbering):
    """Does not remember where the cut was."""

    def _go_on_with(self, number: int, timestamp: int, now: float) -> None:
        super()._go_on_with(number, timestamp, now)
        self.first = 0


class DropsTheLate(solution.Numbering):
    """Takes each late packet for one from before the cut."""

    def rewrite(self, number: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """Only what is newer than all before."""
        before = self.newest
        numbers = super().rewrite(number, timestamp, now)
        return numbers if self.newest is not before else None


class ForgetsTheOffset(solution.Numbering):
    """Looks for a lost packet under the number that the browser says."""

    def original(self, number: int) -> int:
        """The same."""
        return number


WRONG_IDEAS: list[tuple[check.Make, int, str]] = [
    (numbering.Numbering, 2, "it believes that 270 packets were lost"),
    (Renumbers, 2, "packets after the pause have numbers that the browser had before"),
    (KeepsTimes, 3, "the timestamps went on by"),
    (StopsTheClock, 3, "3.03 s have passed, but the timestamps went on by 0.00 s"),
    (CountsOn, 3, "not from how long the pause was"),
    (KnowsNoEnd, 4, "a sequence number has 16 bits"),
    (CountsPackets, 5, "Do not count the packets"),
    (SendsGhosts, 6, "arrived late and was sent as"),
    (DropsTheLate, 6, "was not sent"),
    (ForgetsTheOffset, 7, "the wrong packet is sent again"),
]


@pytest.mark.parametrize("make,number,words", WRONG_IDEAS)
def test_each_wrong_idea_is_told_at_its_own_check(
    make: check.Make, number: int, words: str
) -> None:
    found = check.problems(make)
    assert [bool(problem) for problem in found[:number]] == [False] * (number - 1) + [True], found
    assert words in found[number - 1]


@pytest.mark.parametrize("make", [solution.Numbering, OfTheServer])
def test_the_solution_and_the_server_have_no_problem(make: check.Make) -> None:
    assert check.problems(make) == [""] * len(check.CHECKS) and check.CHECKS


@pytest.mark.parametrize("name,status,words", [("", 1, "NOT YET"), ("solution", 0, "7 of 7")])
def test_the_command_of_the_readme(name: str, status: int, words: str) -> None:
    command = [sys.executable, "-m", "steps.step2_sfu.exercise.check", *name.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (status, "")
    assert words in done.stdout


def test_the_camera_of_the_exercise_is_a_camera() -> None:
    second = list(stream.packets(65_530, 0, 5.0, frames=30))
    assert len(second) == 90 and second[-1].at == pytest.approx(5.0 + 29 / 30)
    sent = [stream.Sent(*packet) for packet in second]
    assert stream.missing(sent) == stream.repeated(sent) == 0
    assert stream.drift(sent[0], sent[-1]) == pytest.approx(0)
