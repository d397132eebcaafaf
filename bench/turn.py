"""What it costs to relay: processor time per packet, against coturn with one relay thread.

Both servers get the same clients, the same packets at the same pace and the same peer, in turns, on
a core of their own. The clients are this benchmark's: they know nothing of our server's code.
"""

import os
import sys
from dataclasses import fields
from typing import Any

from bench import coturn
from bench.cores import can_separate
from bench.report import percentile, save, spread
from bench.runs import of_runs, warn
from bench.turn_batch import can_batch
from bench.turn_servers import TurnServer, ours_is_here, running_ours
from bench.turn_shapes import PAYLOAD_BYTES, Shape, Transport, Way
from bench.turn_tables import Row, show
from bench.turn_visit import Programme, Visit, visit
from bench.visit import Run

RUNS, QUICK_RUNS = int(os.environ.get("RUNS", "3")), 1
SECONDS, QUICK_SECONDS = float(os.environ.get("SECONDS", "4")), 2.0
GOAL = 80_000  # packets a second on one core
STEP = 20_000
ECHO_10, ECHO_50 = Shape("echo, 10 clients", 10), Shape("echo, 50 clients", 50)
SHAPES = (
    Shape("echo, 1 client", 1),
    ECHO_10,
    ECHO_50,
    Shape("Send/Data, 10 clients", 10, Way.INDICATIONS),
    Shape("over TCP, 10 clients", 10, transport=Transport.TCP),
    Shape("over TLS, 10 clients", 10, transport=Transport.TLS),
    Shape("echo, evenly, 10 clients", 10, burst=1),
    Shape("echo in runs, 10 clients", 10, peer_segments=True),
)
CLIMBED = (ECHO_10, ECHO_50)
IDLE = (
    Shape("1,000 idle", 1_000, Way.NONE),
    Shape("1,000 idle, each with a channel", 1_000),
)
NOTHING = Run(*[0] * len(fields(Run)))  # where even the lowest rate was too high
OURS = TurnServer("Polycloud step 3", running_ours)
COTURN = TurnServer("coturn", coturn.running)


def measure(quick: bool) -> None:
    """Runs the benchmark, prints its tables and keeps the result."""
    if not can_batch():
        print("The TURN benchmark sends as only Linux can: it is left out here.")
        return
    if not can_separate():
        print("Server and crowd share the cores here: these figures are for this computer only.")
    servers = _servers()
    rows = [row for shape in SHAPES for row in compare(servers, shape, quick)]
    idle = [row for shape in IDLE for row in compare_memory(servers, shape, quick)]
    show(rows, idle, GOAL // 2)
    warn(rows)
    if not quick:
        save("step3", "turn", {"coturn": coturn.version(), "rows": rows, "idle": idle})


def _servers() -> list[TurnServer]:
    servers = [OURS] if ours_is_here() else []
    if problem := coturn.install():
        print(problem)
        return servers
    return [*servers, COTURN]


def compare(servers: list[TurnServer], shape: Shape, quick: bool) -> list[Row]:
    """Each server several times with the same clients, in turns."""
    programme = _programme(shape, quick)
    visits = _visits(servers, shape, programme, QUICK_RUNS if quick else RUNS)
    costs = {name: of_runs([v.usual for v in each], 3) for name, each in visits.items()}
    ours = costs.get(OURS.name)
    rows = []
    for name, cost in costs.items():
        times = round(cost["us_per_packet"].median / ours["us_per_packet"].median, 2) if ours else 0
        rows.append({**_row(name, shape, visits[name]), **cost, "times_ours": times})
    return rows


def compare_memory(servers: list[TurnServer], shape: Shape, quick: bool) -> list[Row]:
    """Each server several times with allocations that nobody uses, in turns."""
    visits = _visits(servers, shape, Programme(0), QUICK_RUNS if quick else RUNS)
    return [_memory_row(name, shape, each) for name, each in visits.items()]


def _visits(
    servers: list[TurnServer], shape: Shape, programme: Programme, runs: int
) -> dict[str, list[Visit]]:
    visits: dict[str, list[Visit]] = {server.name: [] for server in servers}
    for number in range(runs):
        for server in servers:
            print(f"{shape.name}, {server.name}, run {number + 1}", file=sys.stderr)
            visits[server.name].append(visit(server, shape, programme))
    return visits


def _programme(shape: Shape, quick: bool) -> Programme:
    seconds = QUICK_SECONDS if quick else SECONDS
    return Programme(seconds, GOAL // 2, STEP) if shape in CLIMBED else Programme(seconds)


def _row(name: str, shape: Shape, visits: list[Visit]) -> Row:
    pairs = [(v.half, v.direct) for v in visits if v.half and v.direct]
    return {
        "server": name,
        "shape": shape.name,
        "clients": shape.clients,
        "cipher": visits[0].entered.profile,
        "payload_bytes": PAYLOAD_BYTES,
        **_allocated(visits),
        "at_half": of_runs([v.half for v in visits], 3),
        "direct": of_runs([v.direct for v in visits], 3),
        "added_p50_ms": spread([half.p50_ms - direct.p50_ms for half, direct in pairs] or [0], 3),
        "added_p99_ms": spread([half.p99_ms - direct.p99_ms for half, direct in pairs] or [0], 3),
        "most": of_runs([v.most or NOTHING for v in visits if v.half], 3),
        "crowd_was_full": any(v.crowd_was_full for v in visits),
    }


def _memory_row(name: str, shape: Shape, visits: list[Visit]) -> Row:
    sizes = [v.bytes_per_allocation for v in visits]
    return {
        "server": name,
        "shape": shape.name,
        **_allocated(visits),
        "empty_mib": spread([v.empty_bytes / 2**20 for v in visits], 2),
        "mib": spread([size * shape.clients / 2**20 for size in sizes], 2),
        "kib_per_allocation": spread([size / 2**10 for size in sizes], 2),
    }


def _allocated(visits: list[Visit]) -> dict[str, Any]:
    times = [ms for v in visits for ms in v.entered.connected_ms]
    return {
        "allocated_ms": spread(times, 2),
        "allocated_ms_p95": round(percentile(times, 95), 2),
    }
