"""Numbers out of the files that the benchmarks write, by path, such as fan_out.date.

A row is chosen by what it says of itself: latency.join_ms[browser=Firefox].median, or
fan_out.rows[server=Node ws,viewers=50].times_ours. If several rows fit, it is the first.
"""

import json
import re
from pathlib import Path
from typing import Any

STEP = re.compile(r"(?P<key>\w+)(?:\[(?P<conditions>[^]]+)\])?")


class NotMeasured(LookupError):
    """There is no such number; the message says what is missing and what to do."""


def look_up(results_file: Path, path: str) -> str | int | float:
    """The number at a path in a results file."""
    if not results_file.exists():
        raise NotMeasured(f"{results_file.name} is not in bench/results: make bench writes it.")
    value: Any = json.loads(results_file.read_text(encoding="utf-8"))
    try:
        for step in STEP.finditer(path):
            value = _row(value[step["key"]], step["conditions"])
    except (KeyError, TypeError, StopIteration):
        value = None
    if not isinstance(value, str | int | float):
        raise NotMeasured(f"{results_file.name} has no number at {path!r}: run make bench again.")
    return value


def _row(value: Any, conditions: str | None) -> Any:
    if conditions is None:
        return value
    wanted = dict(pair.split("=", 1) for pair in re.split(r",(?=\w+=)", conditions))
    return next(row for row in value if all(str(row[key]) == wanted[key] for key in wanted))


def readable(value: str | int | float) -> str:
    """A value as it is read from the back row: three digits that matter, thousands apart."""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
