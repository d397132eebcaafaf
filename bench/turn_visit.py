"""One TURN server and one shape, from the server's start to its end: what it cost, what it held."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.cores import pinned
from bench.servers import ROOT, Server
from bench.shapes import Entered
from bench.turn_servers import Doors, TurnServer, free_doors, many_files
from bench.turn_shapes import Shape, Transport, TurnOrder, Way
from bench.visit import CROWD_CORE, CROWD_FULL, ENOUGH, SERVER_CORE, TRIES, CrowdProcess, Run

CLOSE = 5_000  # packets a second: no finer is the highest rate looked for


@dataclass(frozen=True, slots=True)
class Programme:
    """What is done in a visit."""

    seconds: float  # at the usual rate
    half: int = 0  # relayed packets a second at which latency is measured, past the server too
    step: int = 0  # packets a second by which the climb to the highest rate begins
    climb_seconds: float = 2.0


@dataclass(slots=True)
class Visit:
    """What became of it."""

    entered: Entered
    empty_bytes: int  # the memory of the server before
    bytes_per_allocation: float
    usual: Run | None = None
    half: Run | None = None
    direct: Run | None = None  # the same packets without a TURN server
    most: Run | None = None  # the highest rate of which enough arrived in time
    crowd_was_full: bool = False  # when too little arrived


def visit(server: TurnServer, shape: Shape, programme: Programme) -> Visit:
    """Starts a server and its clients, and does what the programme says; again if that failed."""
    try:
        return _visit(server, shape, programme)
    except RuntimeError as problem:
        print(f"{server.name}: {problem} Once more.", file=sys.stderr)
        return _visit(server, shape, programme)


def _visit(contestant: TurnServer, shape: Shape, programme: Programme) -> Visit:
    with ExitStack() as stack:
        doors = free_doors(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        stack.enter_context(many_files())
        with pinned(SERVER_CORE):
            server = stack.enter_context(contestant.start(doors))
        empty = server.memory_bytes
        crowd = stack.enter_context(_crowd(server, doors, shape))
        entered = crowd.entered()
        result = Visit(entered, empty, (server.memory_bytes - empty) / shape.clients)
        if shape.way is not Way.NONE:
            result.usual = crowd.play(TurnOrder(1.0, programme.seconds))
        if programme.half:
            _at_half(crowd, shape, programme, result)
        if programme.step:
            climb(lambda rate: _carries(crowd, shape, rate, programme, result), programme.step)
        return result


def _at_half(crowd: CrowdProcess, shape: Shape, programme: Programme, result: Visit) -> None:
    times = programme.half / shape.packets_per_second
    result.half = crowd.play(TurnOrder(times, programme.seconds))
    result.direct = crowd.play(TurnOrder(times, programme.seconds, direct=True))


def climb(carries: Callable[[int], bool], step: int) -> int:
    """The highest rate that is carried: up in steps, then in ever smaller ones below the last."""
    good, top_found = 0, False
    while step >= CLOSE:
        if carries(good + step):
            good += step
        else:
            top_found = True
        if top_found:
            step //= 2
    return good


def _carries(
    crowd: CrowdProcess, shape: Shape, rate: int, programme: Programme, result: Visit
) -> bool:
    order = TurnOrder(rate / shape.packets_per_second, programme.climb_seconds)
    for _try in range(TRIES):
        run = crowd.play(order)
        # A crowd that is too slow itself sends less than it should: then nothing was found out.
        if run.in_time >= ENOUGH and run.packets_per_second >= ENOUGH * ENOUGH * rate:
            result.most = run
            return True
    result.crowd_was_full |= run.crowd_percent > CROWD_FULL
    return False


@contextmanager
def _crowd(server: Server, doors: Doors, shape: Shape) -> Iterator[CrowdProcess]:
    port = doors.tls_port if shape.transport is Transport.TLS else doors.port
    command = [sys.executable, "-m", "bench.turn_crowd", str(port), json.dumps(asdict(shape))]
    with pinned(CROWD_CORE):
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    with process:
        yield CrowdProcess(process, server)
        assert process.stdin is not None
        process.stdin.close()  # the end of the orders
