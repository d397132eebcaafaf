"""One gateway with its nodes and their rooms, from the start to the end: what a packet cost."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

from bench.cores import pinned
from bench.gateway_plan import Plan
from bench.gateway_servers import (
    Together,
    addresses_for,
    free_port,
    gateway_to,
    node_at,
)
from bench.servers import ROOT, Server
from bench.shapes import Entered, Order, Shape
from bench.turn_servers import many_files
from bench.visit import CROWD_CORE, SERVER_CORE, CrowdProcess, Run


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: rooms of a shape, on so many nodes, with a gateway before them or not."""

    name: str
    shape: Shape
    rooms: int = 1
    nodes: int = 1
    through_gateway: bool = True


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of it."""

    entered: Entered
    run: Run
    gateway_us: float  # of the processor time for each packet that the nodes forwarded
    nodes_us: float


def visit(case: Case, seconds: float) -> Visit:
    """Starts everything, fills the rooms and has them send; again if that failed."""
    try:
        return _visit(case, seconds)
    except RuntimeError as problem:
        print(f"{case.name}: {problem} Once more.", file=sys.stderr)
        return _visit(case, seconds)


def _visit(case: Case, seconds: float) -> Visit:
    with ExitStack() as stack:
        stack.enter_context(many_files())
        nodes, port = addresses_for(case.nodes), free_port() if case.through_gateway else 0
        plan = Plan(case.shape, case.rooms, nodes, port)
        with pinned(SERVER_CORE):
            servers = [stack.enter_context(node_at(address)) for address in nodes]
            if port:
                endpoints = [f"{host}:<{number}-{number}>" for host, number in nodes]
                servers.append(stack.enter_context(gateway_to(endpoints, port)))
        crowd = stack.enter_context(_crowd(plan, Together(servers)))
        entered = crowd.entered()
        before = [server.cpu_seconds for server in servers]
        run = crowd.play(Order(1.0, seconds))
        used = [server.cpu_seconds - at for server, at in zip(servers, before, strict=True)]
        share = sum(used[: case.nodes]) / sum(used)
        return Visit(entered, run, (1 - share) * run.us_per_packet, share * run.us_per_packet)


@contextmanager
def _crowd(plan: Plan, server: Server) -> Iterator[CrowdProcess]:
    command = [sys.executable, "-m", "bench.gateway_crowd", json.dumps(asdict(plan))]
    with pinned(CROWD_CORE):
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    with process:
        yield CrowdProcess(process, server)
        assert process.stdin is not None
        process.stdin.close()  # the end of the orders
