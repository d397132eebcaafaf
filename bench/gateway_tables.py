"""The tables of the gateway benchmark: what is added to a packet's way, and what a packet costs."""

from typing import Any

from bench.report import table

Row = dict[str, Any]


def show(echo: list[Row], rows: list[Row]) -> None:
    """Prints all of them."""
    table(
        "Added to a round trip, on which a packet passes the gateway twice, in ms",
        ("echo", "direct, median", "p95", "added, median", "p95 ", "lowest..highest"),
        [
            (
                f"{row['shape']}: {row['offered']} packets/s",
                f"{row['direct']['p50_ms'].median:.3f}",
                f"{row['direct']['p95_ms'].median:.3f}",
                *_added(row),
            )
            for row in echo
        ],
    )
    table(
        "From one participant to the others, in ms, and what the gateway adds",
        ("call", "median", "p95", "added, median", "p95 ", "lowest..highest", "delivered"),
        [
            (
                row["shape"],
                f"{row['p50_ms'].median:.3f}",
                f"{row['p95_ms'].median:.3f}",
                *_added(row),
                f"{100 * row['delivered']:.2f} %",
            )
            for row in rows
        ],
    )
    table(
        "Processor time for each packet that the nodes forward, in microseconds",
        ("call", "packets/s", "together", "all runs", "nodes", "gateway", "x first", "of the core")
        + ("rooms of 10 a core",),
        [_cost(row) for row in rows],
    )


def _added(row: Row) -> tuple[str, ...]:
    if "added_p50_ms" not in row:
        return "-", "-", "-"
    median, p95 = row["added_p50_ms"], row["added_p95_ms"]
    span = f"{median.lowest:.3f}..{median.highest:.3f}"
    return f"{median.median:.3f}", f"{p95.median:.3f}", span


def _cost(row: Row) -> tuple[str, ...]:
    cost = row["us_per_packet"]
    return (
        row["shape"],
        f"{row['packets_per_second'].median:.0f}",
        f"{cost.median:.1f}",
        f"{cost.lowest:.1f}..{cost.highest:.1f}",
        f"{row['nodes_us'].median:.1f}",
        f"{row['gateway_us'].median:.1f}",
        f"{row['times_first']:.2f}",
        f"{row['cpu_percent'].median:.0f} %",
        f"{row['rooms_of_10_per_core']:.1f}",
    )
