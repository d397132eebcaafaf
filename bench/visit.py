"""One SFU and one room, from the server's start to its end: what it cost, how much it carried."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass

import psutil

from bench.cores import pinned
from bench.report import percentile
from bench.servers import ROOT, Server
from bench.shapes import Entered, Order, Seen, Shape

SERVER_CORE, CROWD_CORE = 0, 1
ENOUGH = 0.99  # of the packets
CROWD_FULL = 95.0  # percent of its core
BUSY = {"user", "nice", "system", "irq", "softirq", "steal"}  # "guest" is in "user" too
TRIES = 3  # at a rate, before it counts as too high


@dataclass(frozen=True, slots=True)
class Sfu:
    """An SFU that can be measured: its name in the tables, how a crowd enters, how it starts."""

    name: str
    kind: str
    start: Callable[[], AbstractContextManager[Server]]
    forwards: bool = True  # packets as they are; else frames, coded anew: other packets come out


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of sending."""

    us_per_packet: float
    cpu_percent: float
    packets_per_second: float
    delivered: float  # 1.0: everything
    in_time: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    checked: int  # packets that were unprotected
    wrong: int
    crowd_percent: float
    crowd_dropped: int
    others_percent: float  # of a core: what other programs used meanwhile


@dataclass(frozen=True, slots=True)
class Programme:
    """What is done in a visit."""

    seconds: float  # at the usual rate
    rates: tuple[int, ...] = ()  # forwarded packets a second to climb through
    half: int = 0  # of them: the rate at which latency is measured too
    climb_seconds: float = 2.0


@dataclass(slots=True)
class Visit:
    """What became of it."""

    entered: Entered
    bytes_per_participant: float
    usual: Run
    half: Run | None = None
    most: Run | None = None  # the highest rate of which enough arrived in time
    crowd_was_full: bool = False  # when too little arrived


class CrowdProcess:
    """The load generator, as seen from here."""

    def __init__(self, process: "subprocess.Popen[str]", server: Server) -> None:
        self._process = process
        self._server = server

    def entered(self) -> Entered:
        """Waits until everybody is in the room."""
        return Entered(**json.loads(self._line()))

    def play(self, order: Order) -> Run:
        """Has the crowd send, and tells what that was to the server."""
        assert self._process.stdin is not None
        before, busy = self._server.cpu_seconds, _busy_seconds()
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        seen = Seen(**json.loads(self._line()))
        used = self._server.cpu_seconds - before
        others = _busy_seconds() - busy - used - seen.crowd_percent / 100 * seen.seconds
        return _run(seen, used, others)

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("The crowd is gone.")
        return line


def visit(sfu: Sfu, shape: Shape, programme: Programme) -> Visit:
    """Starts a server, fills a room, and does what the programme says; again if that failed."""
    try:
        return _visit(sfu, shape, programme)
    except RuntimeError as problem:
        print(f"{sfu.name}: {problem} Once more.", file=sys.stderr)
        return _visit(sfu, shape, programme)


def _visit(sfu: Sfu, shape: Shape, programme: Programme) -> Visit:
    with ExitStack() as stack:
        with pinned(SERVER_CORE):
            server = stack.enter_context(sfu.start())
        empty = server.memory_bytes
        crowd = stack.enter_context(_crowd(sfu.kind, server, shape))
        entered = crowd.entered()
        usual = crowd.play(Order(1.0, programme.seconds))
        memory = (server.memory_bytes - empty) / shape.participants
        result = Visit(entered, memory, usual)
        if programme.half:
            times = programme.half / shape.packets_per_second
            result.half = crowd.play(Order(times, programme.seconds))
        _climb(crowd, shape, programme, result)
        return result


def _climb(crowd: CrowdProcess, shape: Shape, programme: Programme, result: Visit) -> None:
    """Goes up until too little arrives in time, then tries half the last step."""
    good = 0
    for rate in programme.rates:
        if not _carries(crowd, shape, rate, programme, result):
            _carries(crowd, shape, (good + rate) // 2, programme, result)
            return
        good = rate


def _carries(
    crowd: CrowdProcess, shape: Shape, rate: int, programme: Programme, result: Visit
) -> bool:
    order = Order(rate / shape.packets_per_second, programme.climb_seconds)
    for _try in range(TRIES):
        run = crowd.play(order)
        if run.in_time >= ENOUGH:
            result.most = run
            return True
    result.crowd_was_full = run.crowd_percent > CROWD_FULL
    return False


def _run(seen: Seen, used: float, others: float) -> Run:
    latencies = seen.latency_ms or [0.0]
    return Run(
        us_per_packet=1e6 * used / max(1, seen.received),
        cpu_percent=100 * used / seen.seconds,
        packets_per_second=seen.received / seen.seconds,
        delivered=seen.received / max(1, seen.expected),
        in_time=seen.in_time / max(1, seen.expected),
        p50_ms=percentile(latencies, 50),
        p95_ms=percentile(latencies, 95),
        p99_ms=percentile(latencies, 99),
        checked=seen.checked,
        wrong=seen.wrong,
        crowd_percent=seen.crowd_percent,
        crowd_dropped=seen.crowd_dropped,
        others_percent=max(0.0, 100 * others / seen.seconds),
    )


def _busy_seconds() -> float:
    """The time that all cores together have spent on anything."""
    times = psutil.cpu_times()._asdict()
    return float(sum(spent for kind, spent in times.items() if kind in BUSY))


@contextmanager
def _crowd(kind: str, server: Server, shape: Shape) -> Iterator[CrowdProcess]:
    command = [sys.executable, "-m", "bench.rtc_crowd", kind, str(server.port)]
    command.append(json.dumps(asdict(shape)))
    with pinned(CROWD_CORE):
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    with process:
        yield CrowdProcess(process, server)
        assert process.stdin is not None
        process.stdin.close()  # the end of the orders
