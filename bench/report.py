"""Medians, tables and the file of results."""

import json
import math
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import machine

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Spread:
    """Several measurements of the same thing."""

    median: float
    lowest: float
    highest: float
    runs: int


def spread(values: Sequence[float], digits: int = 1) -> Spread:
    """The median of some measurements, and between which two they all lie."""
    return Spread(
        round(statistics.median(values), digits),
        round(min(values), digits),
        round(max(values), digits),
        len(values),
    )


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints a table: the first column to the left, the others to the right."""
    texts = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in texts) for column in range(len(head))]
    print(f"\n{title}\n")
    for index, row in enumerate(texts):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  " + "   ".join(cells).rstrip())
        if index == 0:
            print("  " + "   ".join("-" * width for width in widths))


def save(name: str, section: str, content: dict[str, Any]) -> None:
    """Writes one section of a results file and leaves its other sections as they are."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    everything = json.loads(path.read_text()) if path.exists() else {}
    everything[section] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine.describe(),
        **content,
    }
    path.write_text(json.dumps(everything, indent=2, default=asdict) + "\n")
    print(f"\nWritten to bench/results/{path.name} ({section}).", file=sys.stderr)
