"""What a gateway before the nodes costs: time on a packet's way, and processor time.

A room with and without it, in turns; then the same rooms on more nodes, and more rooms on one.
Nodes and gateway share a core, the crowd has the other: more nodes are not faster here, but what
each packet costs tells whether they would be.
"""

import sys
from typing import Any

from bench.cores import can_separate
from bench.gateway_servers import missing, running_gateway
from bench.gateway_tables import Row, show
from bench.gateway_visit import Case, Visit, visit
from bench.report import save, spread
from bench.runs import of_runs, warn
from bench.shapes import Shape
from bench.turn import GOAL
from bench.turn_batch import can_batch
from bench.turn_servers import TurnServer
from bench.turn_shapes import PASSES, PAYLOAD_BYTES
from bench.turn_shapes import Shape as EchoShape
from bench.turn_visit import Programme
from bench.turn_visit import visit as visit_echo
from bench.visit import Run

RUNS, QUICK_RUNS = 3, 1
SECONDS, QUICK_SECONDS = 6.0, 2.0
ROOM_OF_10, ROOM_OF_5, ROOM_OF_3 = (Shape(f"room of {size}", size, 0) for size in (10, 5, 3))
DIRECT = Case("room of 10 direct", ROOM_OF_10, through_gateway=False)
THROUGH = Case("room of 10 through the gateway", ROOM_OF_10)
NODES = [
    Case(f"4 rooms of 5 on {count} node{'s' * (count > 1)}", ROOM_OF_5, 4, count)
    for count in (1, 2, 4)
]
ROOMS = [
    Case(f"{count} room{'s' * (count > 1)} of 3 on 1 node", ROOM_OF_3, count)
    for count in (1, 5, 20)
]
GATEWAY = TurnServer("Polycloud step 4", running_gateway)
ECHO = EchoShape("echo of 10 clients", 10)
ECHO_RATES = (ECHO.packets_per_second, GOAL // 2)  # passes through the gateway a second


def measure(quick: bool) -> None:
    """Runs the benchmark, prints its tables and keeps the result."""
    problem = missing()
    if not can_batch():
        problem = "The gateway benchmark sends as only Linux can: it is left out here."
    if problem:
        print(problem)
        return
    if not can_separate():
        print("Server and crowd share the cores here: these figures are for this computer only.")
    echo = [_echo_row(rate, quick) for rate in ECHO_RATES]
    rows = [row for cases in ([DIRECT, THROUGH], NODES, ROOMS) for row in compare(cases, quick)]
    show(echo, rows)
    warn(rows)
    if not quick:
        save("step4", "gateway", {"echo": echo, "rows": rows})


def compare(cases: list[Case], quick: bool) -> list[Row]:
    """Each case several times, in turns; the first is what the others are compared with."""
    visits: dict[str, list[Visit]] = {case.name: [] for case in cases}
    for number in range(QUICK_RUNS if quick else RUNS):
        for case in cases:
            print(f"\r{case.name}, run {number + 1}", file=sys.stderr)
            visits[case.name].append(visit(case, QUICK_SECONDS if quick else SECONDS))
    first = visits[cases[0].name]
    return [_row(case, visits[case.name], first) for case in cases]


def _row(case: Case, visits: list[Visit], first: list[Visit]) -> Row:
    runs = [each.run for each in visits]
    numbers = of_runs(runs, 3)
    usual = spread([each.run.us_per_packet for each in first], 2).median
    return {
        "shape": case.name,
        "server": "gateway and nodes" if case.through_gateway else "node",
        "nodes": case.nodes,
        "rooms": case.rooms,
        "participants": case.rooms * case.shape.participants,
        **numbers,
        "nodes_us": spread([each.nodes_us for each in visits], 2),
        "gateway_us": spread([each.gateway_us for each in visits], 2),
        "times_first": round(numbers["us_per_packet"].median / usual, 2),
        "rooms_of_10_per_core": _calls_per_core(numbers["us_per_packet"].median),
        **(_added(runs, [each.run for each in first]) if case is THROUGH else {}),
        "connected_ms": spread([ms for each in visits for ms in each.entered.connected_ms]),
    }


def _calls_per_core(us_per_packet: float) -> float:
    return round(1e6 / us_per_packet / ROOM_OF_10.packets_per_second, 1)


def _added(runs: list[Run], without: list[Run]) -> dict[str, Any]:
    """What is added to a packet's way: differences of runs that followed each other."""
    pairs = list(zip(runs, without, strict=True))
    return {
        "added_p50_ms": spread([one.p50_ms - other.p50_ms for one, other in pairs], 3),
        "added_p95_ms": spread([one.p95_ms - other.p95_ms for one, other in pairs], 3),
    }


def _echo_row(rate: int, quick: bool) -> Row:
    programme = Programme(QUICK_SECONDS if quick else SECONDS, half=rate)
    halves, directs = [], []
    for number in range(QUICK_RUNS if quick else RUNS):
        print(f"\r{ECHO.name}, {rate} packets/s, run {number + 1}", file=sys.stderr)
        result = visit_echo(GATEWAY, ECHO, programme)
        assert result.half and result.direct
        halves.append(result.half)
        directs.append(result.direct)
    return {
        "shape": ECHO.name,
        "server": GATEWAY.name,
        "offered": rate,
        "passes": PASSES,
        "payload_bytes": PAYLOAD_BYTES,
        **of_runs(halves, 3),
        "direct": of_runs(directs, 3),
        **_added(halves, directs),
    }
