"""Several runs of one benchmark as one row of a table, and when not to trust it."""

from collections.abc import Sequence
from typing import Any

from bench.report import spread
from bench.visit import Run

DISTURBED = 10.0  # percent of a core that other programs may use


def of_runs(runs_or_none: Sequence[Run | None], digits: int) -> dict[str, Any]:
    """The medians of some runs, times with so many digits; empty if there was no run."""
    runs = [run for run in runs_or_none if run]
    if not runs:
        return {}
    return {
        "packets_per_second": spread([run.packets_per_second for run in runs], 0),
        "us_per_packet": spread([run.us_per_packet for run in runs], 2),
        "cpu_percent": spread([run.cpu_percent for run in runs]),
        "delivered": min(run.delivered for run in runs),
        "in_time": min(run.in_time for run in runs),
        "p50_ms": spread([run.p50_ms for run in runs], digits),
        "p95_ms": spread([run.p95_ms for run in runs], digits),
        "p99_ms": spread([run.p99_ms for run in runs], digits),
        "checked": sum(run.checked for run in runs),
        "wrong": sum(run.wrong for run in runs),
        "crowd_percent": spread([run.crowd_percent for run in runs]),
        "crowd_dropped": sum(run.crowd_dropped for run in runs),
        "others_percent": spread([run.others_percent for run in runs]),
    }


def warn(rows: Sequence[dict[str, Any]]) -> None:
    """Says which rows were disturbed, and whether packets were not what had been sent."""
    for row in rows:
        others = row["others_percent"].median
        if others > DISTURBED:
            print(
                f"\nDo not trust the times of {row['shape']}, {row['server']}: "
                f"other programs used {others:.0f} % of a core meanwhile."
            )
    if wrong := sum(row["wrong"] for row in rows):
        print(f"\n{wrong} packets were not what had been sent.")
