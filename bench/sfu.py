"""What it costs to forward: processor time per packet, against Janus and aiortc's MediaRelay.

All servers get the same room, the same packets at the same pace and the same SRTP profile, in
turns, on a core of their own. The crowd has real ICE, DTLS and SRTP, and decodes nothing.
"""

import sys
from dataclasses import fields
from functools import partial

from bench import janus
from bench.cores import can_separate
from bench.report import percentile, save, spread
from bench.runs import of_runs, warn
from bench.servers import MEDIA_RELAY, STEP2, running
from bench.sfu_tables import Row, against_janus, show
from bench.shapes import Shape
from bench.visit import Programme, Run, Sfu, Visit, visit
from common.addresses import local_addresses
from steps.step2_sfu.ingress import PACKETS_PER_SECOND

RUNS, QUICK_RUNS = 3, 1
SECONDS, QUICK_SECONDS = 4.0, 2.0
ROOM, VIEWERS_25, VIEWERS_50 = (
    Shape("room of 10", 10, 0),
    Shape("1 x 25", 1, 25),
    Shape("1 x 50", 1, 50),
)
FEW = Shape("1 x 4", 1, 4)  # of more, MediaRelay does not keep up with the encoding
GOAL = 80_000  # packets a second on one core
RATES = tuple(range(40_000, 400_001, 20_000))
NOTHING = Run(*[0] * len(fields(Run)))  # where even the lowest rate was too high
OURS = Sfu(STEP2.name, "step2", partial(running, STEP2))
RELAY = Sfu(MEDIA_RELAY.name, "relay", partial(running, MEDIA_RELAY), forwards=False)


def measure(quick: bool) -> None:
    """Runs the benchmark, prints its tables and keeps the result."""
    if problem := janus.install():
        print(problem)
    if not can_separate():
        print("Server and crowd share the cores here: these figures are for this computer only.")
    sfus = [OURS] if problem else [OURS, *_janus()]
    results = [(shape, sfus) for shape in (ROOM, VIEWERS_25, VIEWERS_50)]
    rows = []
    for shape, contestants in [*results, (FEW, [OURS, RELAY])]:
        rows += compare(contestants, shape, quick)
    show(rows, GOAL // 2)
    warn(rows)
    goals = against_janus(rows)
    print(*goals, sep="\n")
    if not quick:
        save("step2", "sfu", {"janus": janus.version(), "goals": goals, "rows": rows})


def _janus() -> list[Sfu]:
    host = local_addresses()[0]
    return [
        Sfu("Janus", "janus", partial(janus.running, host, 0)),
        Sfu("Janus, event_loops=1", "janus", partial(janus.running, host, 1)),
    ]


def compare(sfus: list[Sfu], shape: Shape, quick: bool) -> list[Row]:
    """Each SFU several times with the same room, in turns."""
    visits: dict[str, list[Visit]] = {sfu.name: [] for sfu in sfus}
    for number in range(QUICK_RUNS if quick else RUNS):
        for sfu in sfus:
            print(f"\r{shape.name}, {sfu.name}, run {number + 1}", file=sys.stderr)
            programme = _programme(quick, shape, climbs=shape is not FEW)
            visits[sfu.name].append(visit(sfu, shape, programme))
    ours = spread([v.usual.us_per_packet for v in visits[sfus[0].name]], 2).median
    return [_row(sfu, shape, visits[sfu.name], ours) for sfu in sfus]


def _programme(quick: bool, shape: Shape, *, climbs: bool) -> Programme:
    seconds = QUICK_SECONDS if quick else SECONDS
    # Ours takes no more from one publisher: there the climb ends, for all.
    most = PACKETS_PER_SECOND * shape.publishers * (shape.participants - 1)
    rates = tuple(rate for rate in RATES if rate < most)
    return Programme(seconds, rates, half=GOAL // 2) if climbs else Programme(seconds)


def _row(sfu: Sfu, shape: Shape, visits: list[Visit], ours: float) -> Row:
    cost = spread([v.usual.us_per_packet for v in visits], 2)
    seen = [ms for v in visits for ms in v.entered.seen_ms]
    connected = [ms for v in visits for ms in v.entered.connected_ms]
    return {
        "server": sfu.name,
        "shape": shape.name,
        "forwards": sfu.forwards,
        "profile": visits[0].entered.profile,
        **of_runs([v.usual for v in visits], 2),
        "us_per_packet": cost,
        "times_ours": round(cost.median / ours, 2),
        "connected_ms": spread(connected),
        "connected_ms_p95": round(percentile(connected, 95), 1),
        "seen_ms": spread(seen),
        "seen_ms_p95": round(percentile(seen, 95), 1),
        "kib_per_participant": spread([v.bytes_per_participant / 1024 for v in visits], 0),
        "at_half": of_runs([v.half for v in visits if v.half], 2),
        "most": of_runs([v.most or NOTHING for v in visits if v.half], 2),
        "crowd_was_full": any(v.crowd_was_full for v in visits),
    }
