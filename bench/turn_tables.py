"""The tables of the TURN benchmark: what a packet costs, what is added to its way, how many."""

from collections.abc import Callable
from typing import Any

from bench.report import table

Row = dict[str, Any]
Columns = dict[str, Callable[[Row], str]]

COST: Columns = {
    "packets/s": lambda row: f"{row['packets_per_second'].median:.0f}",
    "us each": lambda row: f"{row['us_per_packet'].median:.1f}",
    "all runs": lambda row: _range(row["us_per_packet"], 1),
    "x ours": lambda row: f"{row['times_ours']:.2f}" if row["times_ours"] else "-",
    "of its core": lambda row: f"{row['cpu_percent'].median:.1f} %",
    "delivered": lambda row: f"{100 * row['delivered']:.2f} %",
    "round trip ms, median": lambda row: f"{row['p50_ms'].median:.2f}",
    "p99": lambda row: f"{row['p99_ms'].median:.2f}",
}
ADDED: Columns = {
    "us each": lambda row: f"{row['at_half']['us_per_packet'].median:.1f}",
    "of its core": lambda row: f"{row['at_half']['cpu_percent'].median:.0f} %",
    "delivered": lambda row: f"{100 * row['at_half']['delivered']:.2f} %",
    "direct ms, median": lambda row: f"{row['direct']['p50_ms'].median:.3f}",
    "p99": lambda row: f"{row['direct']['p99_ms'].median:.3f}",
    "added ms, median": lambda row: f"{row['added_p50_ms'].median:.3f}",
    "p99 ": lambda row: f"{row['added_p99_ms'].median:.3f}",
}
MOST: Columns = {
    "packets/s": lambda row: f"{row['most']['packets_per_second'].median:.0f}",
    "all runs": lambda row: _range(row["most"]["packets_per_second"], 0),
    "us each": lambda row: f"{row['most']['us_per_packet'].median:.1f}",
    "of its core": lambda row: f"{row['most']['cpu_percent'].median:.0f} %",
    "crowd's core": lambda row: (
        f"{row['most']['crowd_percent'].median:.0f} %" + " (full)" * row["crowd_was_full"]
    ),
}
MEMORY: Columns = {
    "MiB": lambda row: f"{row['mib'].median:.1f}",
    "all runs": lambda row: _range(row["mib"], 1),
    "before": lambda row: f"{row['empty_mib'].median:.1f}",
    "KiB each": lambda row: f"{row['kib_per_allocation'].median:.1f}",
    "ms to allocate, median": lambda row: f"{row['allocated_ms'].median:.2f}",
    "p95": lambda row: f"{row['allocated_ms_p95']:.2f}",
}


def show(rows: list[Row], idle: list[Row], half: int) -> None:
    """Prints all of them; `half` is the rate in packets a second at which latency is told."""
    both = "both directions counted, 1,150 bytes"
    _show(f"Relaying: processor time for each packet ({both})", COST, rows)
    title = f"At {half} packets/s: added to a round trip, on which a packet is relayed twice"
    _show(title, ADDED, [row for row in rows if row["at_half"]])
    _show("The highest rate of which 99 % arrive in time", MOST, [r for r in rows if r["most"]])
    _show("Memory that allocations take while nobody uses them", MEMORY, idle)


def _show(title: str, columns: Columns, rows: list[Row]) -> None:
    lines = [
        (f"{row['shape']}: {row['server']}", *(cell(row) for cell in columns.values()))
        for row in rows
    ]
    table(title, ("shape: server", *columns), lines)


def _range(spread: Any, digits: int) -> str:
    return f"{spread.lowest:.{digits}f}..{spread.highest:.{digits}f}"
