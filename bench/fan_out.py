"""What it costs to fan out: processor time per forwarded megabyte, against Node's ws package.

All servers get the same crowd, the same messages at the same pace, far below what they could
carry, in turns. Publishers are in the room like everybody else and get each other's media.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass

from bench.crowd import Seen
from bench.rates import Plan, Rate
from bench.report import Spread, save, spread, table
from bench.servers import (
    ROOT,
    STEP1,
    WS,
    WS_BUFFERUTIL,
    Contestant,
    Server,
    install_node_packages,
    running,
)

CHUNK_BYTES = 40_000
PUBLISHERS = 4
RUNS, QUICK_RUNS = 9, 1
SHAPES = ((10, 20), (50, 10))  # viewers, messages a second from each publisher


@dataclass(frozen=True, slots=True)
class Run:
    """One server under one plan."""

    cpu_us_per_mb: float
    cpu_percent: float  # of one core
    delivered: float  # 1.0: everything
    memory_mb: float
    latest_ms: float


def measure(quick: bool) -> None:
    """Runs the benchmark, prints its table and keeps the result."""
    problem = install_node_packages()
    if problem:
        print(problem)
    contestants = [STEP1] if problem else [STEP1, WS, WS_BUFFERUTIL]
    rows = []
    for viewers, per_second in SHAPES:
        plan = Plan(
            publishers=PUBLISHERS,
            viewers=viewers,
            rate=Rate(per_second, CHUNK_BYTES),
            warm_up_seconds=1.0 if quick else 2.0,
            seconds=2.0 if quick else 6.0,
        )
        rows += compare(contestants, plan, QUICK_RUNS if quick else RUNS)
    show(rows)
    if not quick:
        save("step1", "fan_out", {"chunk_bytes": CHUNK_BYTES, "rows": rows})


def compare(contestants: list[Contestant], plan: Plan, runs: int) -> list[dict[str, object]]:
    """Each server `runs` times under the same plan, in turns."""
    seen: dict[str, list[Run]] = {contestant.name: [] for contestant in contestants}
    for number in range(runs):
        for contestant in contestants:
            print(f"\r{plan.viewers} viewers, run {number + 1} of {runs} ", end="", file=sys.stderr)
            seen[contestant.name].append(play(contestant, plan))
    print(file=sys.stderr)
    ours = spread([run.cpu_us_per_mb for run in seen[contestants[0].name]])
    return [summary(name, plan, results, ours) for name, results in seen.items()]


def play(contestant: Contestant, plan: Plan) -> Run:
    """One run against a fresh server: its processor time from the first byte to the last."""
    command = [sys.executable, "-m", "bench.crowd"]
    with running(contestant) as server:
        command += [contestant.kind, str(server.port), json.dumps(asdict(plan))]
        with subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as crowd:
            return observe(server, crowd, plan)


def observe(server: Server, crowd: "subprocess.Popen[str]", plan: Plan) -> Run:
    """The part of a run that is measured."""
    assert crowd.stdin is not None and crowd.stdout is not None
    if crowd.stdout.readline() != "ready\n":
        raise RuntimeError("The crowd could not enter the room.")
    before = server.cpu_seconds
    crowd.stdin.write("\n")
    crowd.stdin.flush()
    seen = Seen(**json.loads(crowd.stdout.readline()))
    used = server.cpu_seconds - before
    return Run(
        cpu_us_per_mb=used * 1e6 / (seen.received_bytes / 1e6),
        cpu_percent=100 * used / plan.seconds,
        delivered=seen.received_bytes / seen.expected_bytes,
        memory_mb=server.memory_bytes / 1e6,
        latest_ms=seen.latest_ms,
    )


def summary(name: str, plan: Plan, runs: list[Run], ours: Spread) -> dict[str, object]:
    """A row of the result."""
    cost = spread([run.cpu_us_per_mb for run in runs], 0)
    return {
        "server": name,
        "publishers": plan.publishers,
        "viewers": plan.viewers,
        "messages_per_second": plan.rate.per_second,
        "mb_per_second": round(plan.copies * plan.rate.per_second * plan.rate.chunk_bytes / 1e6, 1),
        "cpu_us_per_mb": cost,
        "times_ours": round(cost.median / ours.median, 2),
        "cpu_percent": spread([run.cpu_percent for run in runs]),
        "delivered": min(run.delivered for run in runs),
        "memory_mb": spread([run.memory_mb for run in runs]),
        "generator_latest_ms": max(run.latest_ms for run in runs),
    }


def show(rows: list[dict[str, object]]) -> None:
    """Prints the table."""
    lines = []
    for row in rows:
        cost, load = row["cpu_us_per_mb"], row["cpu_percent"]
        assert isinstance(cost, Spread) and isinstance(load, Spread)
        lines.append(
            (
                row["server"],
                row["viewers"],
                f"{row['mb_per_second']} MB/s",
                f"{cost.median:.0f}",
                f"{cost.lowest:.0f}..{cost.highest:.0f}",
                f"{row['times_ours']:.2f}",
                f"{load.median:.1f} %",
                f"{100 * float(str(row['delivered'])):.1f} %",
            )
        )
    table(
        f"Fan-out: processor time per forwarded megabyte ({PUBLISHERS} publishers, who see each "
        f"other too; messages of {CHUNK_BYTES // 1000} kB)",
        ("server", "viewers", "forwarded", "us/MB", "all runs", "x ours", "one core", "delivered"),
        lines,
    )
