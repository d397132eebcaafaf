"""The gateway and the nodes of step 4 as they are measured: each a process of its own."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from bench.servers import ROOT, Server, stop
from bench.turn_servers import Doors
from bench.turn_shapes import PASSWORD, REALM, RELAY_PORTS, USER
from bench.turn_sockets import HOST
from common.stun_attributes import Address
from steps.step3_turn.quotas import Quotas
from steps.step4_gateway.dataplane_config import (
    Admin,
    Auth,
    ClusterConfig,
    Extension,
    ListenerConfig,
    StunnerConfig,
    render,
)

PACKAGE = "steps.step4_gateway"
GATEWAY, NODE = f"{PACKAGE}.dataplane", f"{PACKAGE}.node"
START_SECONDS, LOOK_SECONDS, ANSWER_SECONDS = 20.0, 0.05, 1.0
ROUTE = "bench/nodes"
NOBODY = f"http://{HOST}:9"  # the nodes are asked themselves: there is no front
ALLOCATIONS = RELAY_PORTS[1] - RELAY_PORTS[0]


class Together(Server):
    """Several processes that are measured as one server."""

    def __init__(self, parts: Sequence[Server]) -> None:
        self.port = parts[0].port
        self.parts = parts

    @property
    def cpu_seconds(self) -> float:
        """The processor time that all have used so far."""
        return sum(part.cpu_seconds for part in self.parts)

    @property
    def memory_bytes(self) -> int:
        """The memory that all hold."""
        return sum(part.memory_bytes for part in self.parts)


def missing() -> str:
    """The sentence that says which part of step 4 is not there; empty if all are."""
    absent = [name for name in (GATEWAY, NODE) if find_spec(name) is None]
    return f"{' and '.join(absent)} cannot be found: the gateway is left out." if absent else ""


@contextmanager
def running_gateway(doors: Doors) -> Iterator[Server]:
    """A gateway that leads to this computer, for the clients of the TURN benchmark."""
    with gateway_to([HOST], doors.port) as server:
        yield server


@contextmanager
def gateway_to(endpoints: Sequence[str], port: int) -> Iterator[Server]:
    """A gateway that leads to these endpoints, until the end of the block."""
    health = free_port()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        file = Path(folder) / "gateway.yaml"
        file.write_text(render(_config(endpoints, port, health)), encoding="utf-8")
        command = [sys.executable, "-m", GATEWAY, str(file)]
        process = stack.enter_context(
            running_at(f"http://{HOST}:{health}/ready", command, {"GRACE": "0"})
        )
        yield Server(process, port)


def _config(endpoints: Sequence[str], port: int, health: int) -> StunnerConfig:
    listener = ListenerConfig(name="bench/gateway/udp", address=HOST, port=port, routes=(ROUTE,))
    return StunnerConfig(
        auth=Auth("static", REALM, {"username": USER, "password": PASSWORD}),
        admin=Admin(loglevel="all:WARN", healthcheck_endpoint=f"http://{HOST}:{health}"),
        listeners=(listener,),
        clusters=(ClusterConfig(ROUTE, endpoints=tuple(endpoints)),),
        extension=Extension(
            quotas=Quotas(allocations=ALLOCATIONS, allocations_per_user=ALLOCATIONS),
            relay_ports=range(RELAY_PORTS[0], RELAY_PORTS[1] + 1),
            relay_address=HOST,
        ),
    )


@contextmanager
def node_at(address: Address) -> Iterator[Server]:
    """A node whose signalling and media have this address, until the end of the block."""
    host, port = address
    settings = {
        "ADVERTISE": host,
        "FRONT": NOBODY,
        "GRACE": "1",
        "HEARTBEAT_SECRET": secrets.token_hex(16),
        "NODE": f"bench-{host}",
        "PORT": str(port),
    }
    command = [sys.executable, "-m", NODE]
    with running_at(f"http://{host}:{port}/healthz", command, settings) as process:
        yield Server(process, port)


def addresses_for(nodes: int) -> tuple[Address, ...]:
    """A private address for each node, on a port that nobody uses there."""
    hosts = [f"127.0.2.{number}" for number in range(1, nodes + 1)]
    return tuple((host, free_port(host)) for host in hosts)


def free_port(host: str = HOST) -> int:
    """A port of this host that nobody uses, neither for TCP nor for UDP."""
    with socket.create_server((host, 0)) as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.bind(tcp.getsockname())
        return int(tcp.getsockname()[1])


@contextmanager
def running_at(
    url: str, command: list[str], settings: dict[str, str]
) -> Iterator["subprocess.Popen[str]"]:
    """A process from when it answers at this URL to its end."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log, text=True
        )
        try:
            _wait(process, url, log)
            yield process
        finally:
            stop(process)


def _wait(process: "subprocess.Popen[str]", url: str, log: IO[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=ANSWER_SECONDS):
            return
        time.sleep(LOOK_SECONDS)
    log.seek(0)
    raise RuntimeError(f"{process.args!r} did not start: {log.read()}")
