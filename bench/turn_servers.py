"""What a TURN server needs to be measured: doors, users, and a way to start it. Ours is here."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import trustme

from bench.servers import ROOT, Server, stop
from bench.turn_shapes import PASSWORD, REALM, RELAY_PORTS, USER
from bench.turn_sockets import HOST

MODULE = "steps.step3_turn.standalone"
READY = "TURN is on"


@dataclass(frozen=True, slots=True)
class Doors:
    """Where a server is to listen, and what it shows there."""

    port: int  # UDP and TCP
    tls_port: int
    certificate: Path
    key: Path
    relay_ports: tuple[int, int] = RELAY_PORTS


@dataclass(frozen=True, slots=True)
class TurnServer:
    """A TURN server that can be measured: its name in the tables, and how it starts."""

    name: str
    start: Callable[[Doors], AbstractContextManager[Server]]


def ours_is_here() -> bool:
    """Whether the server of step 3 has been written yet."""
    try:
        return find_spec(MODULE) is not None
    except ModuleNotFoundError:
        return False


@contextmanager
def running_ours(doors: Doors) -> Iterator[Server]:
    """The stand-alone server of step 3 until the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE, *_options(doors)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        if not any(line.startswith(READY) for line in process.stdout):
            raise RuntimeError("The server of step 3 did not start.")
        yield Server(process, doors.port)
    finally:
        stop(process)
        assert process.stdout is not None
        process.stdout.close()


def _options(doors: Doors) -> list[str]:
    quota = doors.relay_ports[1] - doors.relay_ports[0]
    values = {
        "listen": HOST,
        "port": doors.port,
        "tls-port": doors.tls_port,
        "cert": doors.certificate,
        "key": doors.key,
        "ports": f"{doors.relay_ports[0]}-{doors.relay_ports[1]}",
        "realm": REALM,
        "user": f"{USER}:{PASSWORD}",
        "allow-peer": f"{HOST}/32",
        "quota": quota,
        "total-quota": quota,
        "drain-seconds": 0,
    }
    return [part for name, value in values.items() for part in (f"--{name}", str(value))]


@contextmanager
def many_files() -> Iterator[None]:
    """Processes that are started inside may open as many sockets as this system lets them."""
    import resource  # not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def free_doors(folder: Path) -> Doors:
    """Doors that nobody uses, with a new certificate in this folder."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    issued = trustme.CA().issue_cert(HOST)
    issued.cert_chain_pems[0].write_to_path(certificate)
    issued.private_key_pem.write_to_path(key)
    with socket.create_server((HOST, 0)) as one, socket.create_server((HOST, 0)) as other:
        return Doors(one.getsockname()[1], other.getsockname()[1], certificate, key)
