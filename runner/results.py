"""What a stage of the test run came to: its counts, read from what its tool reports."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Counts:
    """How many tests a stage ran, by outcome."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )


@dataclass(frozen=True)
class Result:
    """The end of one stage."""

    name: str
    seconds: float
    code: int
    counts: Counts | None  # None for a stage that checks and does not count
    remark: str = ""

    @property
    def failed(self) -> bool:
        """A stage fails by its exit code, by a failed test, and by running no test at all."""
        if self.code != 0 or self.counts is None:
            return self.code != 0
        return self.counts.failed > 0 or self.counts.passed == 0

    def row(self) -> str:
        """The stage's line in the summary."""
        words = [f"{'FAILED' if self.failed else 'ok':<7}{self.name:<14}{self.seconds:7.1f} s"]
        if self.counts:
            words.append(f"{self.counts.passed} passed, {self.counts.failed} failed")
            if self.counts.skipped:
                words.append(f"{self.counts.skipped} skipped")
            if self.counts == Counts():
                words.append("no test ran")
        return "  ".join([*words, self.remark]).rstrip()


def last_line(results: list[Result]) -> str:
    """The total; a failed stage without a failed test of its own counts as one failure."""
    total = sum((result.counts for result in results if result.counts), Counts())
    silent = [
        result
        for result in results
        if result.failed and (result.counts is None or result.counts.failed == 0)
    ]
    return f"{total.passed} passed, {total.failed + len(silent)} failed"


def read_junit(path: Path) -> Counts:
    """The counts in a report that pytest wrote; none if it wrote no report."""
    try:
        suites = list(ElementTree.parse(path).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return Counts()

    def total(name: str) -> int:
        return sum(int(suite.get(name, "0")) for suite in suites)

    failed, skipped = total("failures") + total("errors"), total("skipped")
    return Counts(max(0, total("tests") - failed - skipped), failed, skipped)


def read_node(said: str) -> Counts:
    """The counts in the summary of `node --test`, whichever reporter printed it."""

    def number(name: str) -> int:
        found = re.findall(rf"^\S+ {name} (\d+)\s*$", said, re.MULTILINE)
        return int(found[-1]) if found else 0

    failed = number("fail") + number("cancelled")
    return Counts(number("pass"), failed, number("skipped") + number("todo"))
