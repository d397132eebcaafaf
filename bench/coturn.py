"""coturn, the TURN server that Debian has: installed if need be, and run with one relay thread."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench import debian
from bench.servers import Server, stop
from bench.turn_servers import Doors
from bench.turn_shapes import PASSWORD, REALM, USER
from bench.turn_sockets import HOST

START_SECONDS = 10.0


def install() -> str:
    """Makes sure that coturn is here; empty, or the sentence that says why it is not."""
    return debian.install("coturn", "coturn", lambda: shutil.which("turnserver") is not None)


def version() -> str:
    """The version of the Debian package, or an empty text."""
    return debian.version("coturn")


@contextmanager
def running(doors: Doors) -> Iterator[Server]:
    """coturn on these doors until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="polycloud-") as folder:
        process = subprocess.Popen(
            ["turnserver", "-n", *_options(doors, folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            _wait_for(process, doors)
            yield Server(process, doors.port)
        finally:
            stop(process)


def _options(doors: Doors, folder: str) -> list[str]:
    values = {
        "listening-ip": HOST,
        "relay-ip": HOST,
        "listening-port": doors.port,
        "tls-listening-port": doors.tls_port,
        "min-port": doors.relay_ports[0],
        "max-port": doors.relay_ports[1],
        "realm": REALM,
        "user": f"{USER}:{PASSWORD}",
        "cert": doors.certificate,
        "pkey": doors.key,
        "relay-threads": 1,
        "pidfile": f"{folder}/pid",
        "userdb": f"{folder}/users",
        "log-file": "stdout",
    }
    flags = ("lt-cred-mech", "allow-loopback-peers", "no-cli", "no-dtls", "no-rfc5780")
    return [*(f"--{flag}" for flag in flags), *(f"--{k}={v}" for k, v in values.items())]


def _wait_for(process: "subprocess.Popen[str]", doors: Doors) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            for port in (doors.port, doors.tls_port):
                socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("coturn did not start.")
