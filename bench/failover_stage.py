"""The stage of step 4 as the failover benchmark starts it, and how it pulls its switches."""

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import psutil

from bench.gateway_servers import PACKAGE, free_port, running_at
from bench.turn_sockets import HOST

DATAPLANE, FRONT = f"{PACKAGE}.dataplane", f"{PACKAGE}.front"
NODES = 2
SECONDS, PATIENCE, LOOK_SECONDS = 10.0, 30.0, 0.1  # for an answer, for nodes, between looks
PORTS = ("TURN_PORT", "TURNS_PORT", "INTERNAL_PORT", "HEALTH_PORT", "METRICS_PORT", "NODE_PORT")


class Stage:
    """A front, a gateway and two nodes that run."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.port = port
        self.page = f"http://{HOST}:{port}"
        self.signalling = f"ws://{HOST}:{port}/ws"
        self._process = psutil.Process(process.pid)

    def nodes_up(self) -> list[str]:
        """The names of the nodes that run, or are about to, and do not drain."""
        running = ("starting", "up")
        return [node["name"] for node in self._ask()["nodes"] if node["state"] in running]

    def wait_for_nodes(self) -> None:
        """Waits until the front knows both nodes, so that rooms can be put on them."""
        deadline = time.monotonic() + PATIENCE
        while self._known_nodes() < NODES:
            if time.monotonic() > deadline:
                raise RuntimeError(f"The front does not know {NODES} nodes.")
            time.sleep(LOOK_SECONDS)

    def kill_node(self, name: str) -> float:
        """Kills a node: when, on the monotonic clock."""
        at = time.monotonic()
        self._order({"action": "kill", "node": name}, lambda: name not in self.nodes_up())
        return at

    def add_node(self) -> None:
        """Starts one more node."""
        before = len(self.nodes_up())
        self._order({"action": "add"}, lambda: len(self.nodes_up()) > before)

    def kill(self, module: str) -> float:
        """Kills the process of a module, which the stage then starts again: when."""
        for child in self._process.children(recursive=True):
            if module in child.cmdline():
                at = time.monotonic()
                child.send_signal(signal.SIGKILL)
                return at
        raise RuntimeError(f"No process runs {module}.")

    def _known_nodes(self) -> int:
        with urllib.request.urlopen(f"{self.page}/healthz", timeout=SECONDS) as answer:
            return int(json.load(answer)["nodes"])

    def _order(self, order: dict[str, str], is_done: Callable[[], bool]) -> None:
        """Gives an order; again if the front could not pass it on, and nothing came of it."""
        try:
            self._ask(order)
        except urllib.error.HTTPError as problem:
            print(f"{order['action']}: {problem.read().decode()}", file=sys.stderr)
            if not is_done():
                self._ask(order)

    def _ask(self, order: dict[str, str] | None = None) -> Any:
        headers = {"Content-Type": "application/json", "Origin": self.page}
        data = json.dumps(order).encode() if order else None
        request = urllib.request.Request(f"{self.page}/stage", data, headers)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.load(answer)


def missing() -> str:
    """The sentence that says that there is no stage yet; empty if there is one."""
    absent = [name for name in (f"{PACKAGE}.stage", FRONT, DATAPLANE) if find_spec(name) is None]
    return f"{' and '.join(absent)} cannot be found: failover is left out." if absent else ""


@contextmanager
def running_stage() -> Iterator[Stage]:
    """Step 4 as `make step-4` starts it, on ports that nobody uses."""
    settings, port = {name: str(free_port()) for name in PORTS}, free_port()
    command = [sys.executable, "-m", PACKAGE, "--host", HOST, "--port", str(port)]
    with running_at(f"http://{HOST}:{port}/healthz", command, settings) as process:
        stage = Stage(process, port)
        stage.wait_for_nodes()
        yield stage
