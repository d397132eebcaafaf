"""How the check of an exercise tells what is missing: one problem at a time, in plain words."""

import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias


class Unfit(Exception):
    """What the learner's code does not do yet; the text says what and why it matters."""


Check: TypeAlias = Callable[[Any], None]  # of what the learner's code makes; raises Unfit


def problems_of(checks: Sequence[Check], make: Any) -> list[str]:
    """What is wrong, in the order in which one repairs it; one line for each check, or ''."""
    return [_problem(check, make) for check in checks]


def _problem(check: Check, make: Any) -> str:
    try:
        check(make)
    except Unfit as unfit:
        return str(unfit)
    return ""


def tell(checks: Sequence[Check], make: Any, praise: str) -> int:
    """Prints what became of each check, up to the first problem; gives the exit status."""
    outcome = zip(checks, problems_of(checks, make), strict=True)
    for number, (check, problem) in enumerate(outcome, 1):
        mark = "NOT YET" if problem else "ok"
        sys.stdout.write(f"{number} of {len(checks)}  {check.__name__.replace('_', ' ')}: {mark}\n")
        if problem:
            sys.stdout.write(f"\n{problem}\n\nThe first runs are meant to fail. Hints: README.md\n")
            return 1
    sys.stdout.write(f"\n{praise}\n")
    return 0
