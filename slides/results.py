"""Numbers out of the files that the benchmarks write, by path, such as fan_out.date.

A row is chosen by what it says of itself: latency.join_ms[browser=Firefox].median, or
fan_out.rows[server=Node ws,viewers=50].times_ours. If several rows fit, the path must say which of
them is meant: glass_to_glass_ms[from=Firefox,to=Firefox,highest=median].p95.
"""

import json
import re
from pathlib import Path
from typing import Any

IF_MEASURED = re.compile(
    r"<!-- if measured: (?P<name>\w+) -->\n(?P<slides>.*?)<!-- end -->\n", re.DOTALL
)
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
    except (KeyError, TypeError, IndexError):
        value = None
    if not isinstance(value, str | int | float):
        raise NotMeasured(f"{results_file.name} has no number at {path!r}: run make bench again.")
    return value


def _row(value: Any, conditions: str | None) -> Any:
    if conditions is None:
        return value
    wanted = dict(pair.split("=", 1) for pair in re.split(r",(?=\w+=)", conditions))
    highest = wanted.pop("highest", None)
    rows = [row for row in value if all(str(row[key]) == wanted[key] for key in wanted)]
    if highest:
        rows.sort(key=lambda row: row[highest], reverse=True)
    elif len(rows) > 1:
        raise NotMeasured(f"{len(rows)} rows fit [{conditions}]: say which, as by highest=median.")
    return rows[0]


def readable(value: str | int | float) -> str:
    """A value as it is read from the back row: three digits that matter, thousands apart."""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def only_measured(text: str, folder: Path) -> str:
    """A text without what stands between two comments while their results file is not there."""

    def kept(found: re.Match[str]) -> str:
        return found["slides"] if (folder / f"{found['name']}.json").exists() else ""

    return IF_MEASURED.sub(kept, text)
