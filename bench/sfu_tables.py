"""The tables of the SFU benchmark: what it costs, how long it takes, how much one core carries."""

from collections.abc import Callable
from typing import Any

from bench.report import table
from bench.shapes import AUDIO_BYTES, VIDEO_BYTES

Row = dict[str, Any]
TIMES_OURS = {"Janus": 2.0, "Janus, event_loops=1": 1.0}  # the goals
Columns = dict[str, Callable[[Row], str]]

COST: Columns = {
    "packets/s": lambda row: f"{row['packets_per_second'].median:.0f}",
    "us each": lambda row: f"{row['us_per_packet'].median:.1f}",
    "all runs": lambda row: _range(row["us_per_packet"], 1),
    "x ours": lambda row: f"{row['times_ours']:.2f}",
    "of its core": lambda row: f"{row['cpu_percent'].median:.0f} %",
    "delivered": lambda row: f"{100 * row['delivered']:.2f} %" if row["forwards"] else "-",
    "KiB per participant": lambda row: f"{row['kib_per_participant'].median:.0f}",
}
TIMES: Columns = {
    "added, median": lambda row: _latency(row, "p50_ms"),
    "p99": lambda row: _latency(row, "p99_ms"),
    "join to keys, median": lambda row: f"{row['connected_ms'].median:.0f}",
    "p95": lambda row: f"{row['connected_ms_p95']:.0f}",
    "join to first packet, median": lambda row: f"{row['seen_ms'].median:.0f}",
    "p95 ": lambda row: f"{row['seen_ms_p95']:.0f}",
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
HALF: Columns = {
    "us each": lambda row: f"{row['at_half']['us_per_packet'].median:.1f}",
    "of its core": lambda row: f"{row['at_half']['cpu_percent'].median:.0f} %",
    "added ms, median": lambda row: _latency(row["at_half"], "p50_ms"),
    "p99": lambda row: _latency(row["at_half"], "p99_ms"),
    "delivered": lambda row: f"{100 * row['at_half']['delivered']:.2f} %",
}


def show(rows: list[Row], half: int) -> None:
    """Prints all of them; `half` is the rate in packets a second at which latency is told."""
    sizes = f"{VIDEO_BYTES} bytes of video, {AUDIO_BYTES} of sound"
    _show(f"Forwarding: processor time for each packet ({sizes})", COST, rows)
    _show("Times in ms: added to a packet's way, and until a participant is in", TIMES, rows)
    _show("The highest rate of which 99 % arrive in time", MOST, [r for r in rows if r["at_half"]])
    _show(f"At {half} packets/s", HALF, [r for r in rows if r["at_half"]])


def against_janus(rows: list[Row]) -> list[str]:
    """What became of the goal, half of Janus's time for each packet, and of its single loop."""
    return [
        f"{row['shape']}: {row['server']} takes {row['times_ours']:.2f} times as long for a packet;"
        f" the goal is at least {goal}: {'met' if row['times_ours'] >= goal else 'missed'}."
        for row in rows
        if (goal := TIMES_OURS.get(row["server"]))
    ]


def _show(title: str, columns: Columns, rows: list[Row]) -> None:
    lines = [
        (f"{row['shape']}: {row['server']}", *(cell(row) for cell in columns.values()))
        for row in rows
    ]
    table(title, ("room: server", *columns), lines)


def _range(spread: Any, digits: int) -> str:
    return f"{spread.lowest:.{digits}f}..{spread.highest:.{digits}f}"


def _latency(values: dict[str, Any], key: str) -> str:
    return f"{values[key].median:.1f}" if values["checked"] else "-"
