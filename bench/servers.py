"""The servers that are measured, each started as its user would start it, on a free port."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
NODE_FOLDER = Path(__file__).parent / "node"
STOP_SECONDS = 15.0
CLOCK_OF_PROCESS = 2  # CPUCLOCK_SCHED, in the lowest bits of a clock's number (Linux)
URL = re.compile(r"http://\S+:(\d+)/")
LOG_OF_A_PART = re.compile(r"[a-z0-9-]+: ")  # of step 4, before it is ready


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server that can be measured: its name in the tables, its kind, and its command."""

    name: str
    kind: str  # step1, ws, ..: how the crowd enters
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


STEP1 = Contestant(
    "Polycloud step 1",
    "step1",
    (sys.executable, "-m", "steps.step1_websocket", "--host", "127.0.0.1", "--port", "0"),
)
STEP2 = Contestant(
    "Polycloud step 2",
    "step2",
    (sys.executable, "-m", "steps.step2_sfu", "--host", "127.0.0.1", "--port", "0"),
)
STEP3 = Contestant(
    "Polycloud step 3",
    "step3",
    (sys.executable, "-m", "steps.step3_turn", "--host", "127.0.0.1", "--port", "0"),
    {"TURN_PORT": "23478", "TURNS_PORT": "25349"},  # the usual ones may be in use
)
STEP4 = Contestant(
    "Polycloud step 4",
    "step4",
    (sys.executable, "-m", "steps.step4_gateway", "--host", "127.0.0.1", "--port", "0"),
    {"TURN_PORT": "24478", "TURNS_PORT": "26349", "INTERNAL_PORT": "28104"}
    | {"HEALTH_PORT": "28086", "METRICS_PORT": "28080", "NODE_PORT": "28002"},
)
MEDIA_RELAY = Contestant("aiortc MediaRelay", "relay", (sys.executable, "-m", "bench.media_relay"))
NODE = ("node", str(NODE_FOLDER / "server.js"))
WS = Contestant("Node ws", "ws", NODE, {"WS_NO_BUFFER_UTIL": "1"})
WS_BUFFERUTIL = Contestant("Node ws + bufferutil", "ws", NODE)


class Server:
    """A running server process."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.port = port
        self._process = psutil.Process(process.pid)

    @property
    def cpu_seconds(self) -> float:
        """The processor time it has used so far, its own and the kernel's for it."""
        if sys.platform == "linux":  # psutil's numbers come in steps of 10 ms there
            return time.clock_gettime((~self._process.pid << 3) | CLOCK_OF_PROCESS)
        times = self._process.cpu_times()
        return float(times.user + times.system)

    @property
    def memory_bytes(self) -> int:
        """The memory that it holds (resident set)."""
        return int(self._process.memory_info().rss)


@contextmanager
def running(contestant: Contestant) -> Iterator[Server]:
    """A server from the line in which it says its port to its end."""
    process = subprocess.Popen(
        contestant.command,
        cwd=ROOT,
        env={**os.environ, **contestant.environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Server(process, _port(contestant, process.stdout))
    finally:
        stop(process)


def _port(contestant: Contestant, lines: Iterable[str]) -> int:
    line = ""
    for line in lines:
        if LOG_OF_A_PART.match(line) is None:
            break
    found = URL.search(line)
    if found is None:
        raise RuntimeError(f"{contestant.name} did not start: {line!r}")
    return int(found[1])


def stop(process: "subprocess.Popen[str]") -> None:
    """Ends a server process, whatever it thinks of that."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def install_node_packages() -> str:
    """Fetches what the Node servers need; empty, or the sentence that says why it could not."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "Node and npm are not installed: step 1 is measured alone."
    if (NODE_FOLDER / "node_modules" / "ws").exists():
        return ""
    print("Fetching the ws package for Node ...", flush=True)
    # No install scripts: bufferutil brings its compiled code along.
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=NODE_FOLDER, shell=os.name == "nt", check=False)
    return "" if done.returncode == 0 else "npm ci failed: step 1 is measured alone."
