"""The stand-alone TURN server of step 3, started as a user starts it, on free ports."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bed.step import ROOT, free_port
from tests.bed.trusted import Authority
from tests.bed.waiting import until

USER, PASSWORD, REALM = "ada", "correct horse", "polycloud"
READY = "TURN is on"
START_SECONDS, STOP_SECONDS = 20.0, 10.0


@dataclass
class TurnServer:
    """A running server, which the user USER may use, or whoever knows the secret."""

    host: str
    name: str  # in addresses and in the certificate
    port: int
    tls_port: int
    authority: Authority
    log_path: Path
    process: "subprocess.Popen[bytes]"

    @property
    def log(self) -> str:
        """What the server has printed."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def ice_server(self, transport: str) -> dict[str, str]:
        """What to give to RTCPeerConnection for one of udp, tcp and tls."""
        url = f"turn:{self.name}:{self.port}?transport={transport}"
        if transport == "tls":
            url = f"turns:{self.name}:{self.tls_port}?transport=tcp"
        return {"urls": url, "username": USER, "credential": PASSWORD}


def command(host: str, port: int, tls_port: int, cert: Path, key: Path) -> list[str]:
    """What starts the server, without options about users and peers."""
    program = [sys.executable, "-m", "steps.step3_turn.standalone", "--listen", host]
    ports = ["--port", str(port), "--tls-port", str(tls_port)]
    return [*program, *ports, "--cert", str(cert), "--key", str(key), "--realm", REALM]


def users(secret: str, quota: int) -> list[str]:
    """The options about who may use the server: one user, or whoever knows the secret."""
    known = ["--secret", secret] if secret else ["--user", f"{USER}:{PASSWORD}"]
    return [*known, "--quota", str(quota)]


def peers(networks: tuple[str, ...]) -> list[str]:
    """The options about whom the server relays to."""
    return [word for network in networks for word in ("--allow-peer", network)]


@asynccontextmanager
async def turn_server(
    authority: Authority,
    *,
    host: str = "127.0.0.1",
    name: str = "localhost",
    networks: tuple[str, ...] = ("127.0.0.0/8",),
    secret: str = "",
    quota: int = 1_000,
) -> AsyncIterator[TurnServer]:
    """A server from its first word to its clean end by Ctrl-C."""
    port, tls_port = free_port(), free_port()
    started = command(host, port, tls_port, *authority.issue(name, host))
    log_path = authority.folder / f"turn-{port}.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [*started, *users(secret, quota), *peers(networks)],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = TurnServer(host, name, port, tls_port, authority, log_path, process)
    try:
        await until(lambda: _is_on(server), seconds=START_SECONDS, what="a TURN server")
        yield server
        assert process.poll() is None, f"the server ended by itself:\n{server.log}"
        process.send_signal(signal.SIGINT)
        await until(lambda: process.poll() is not None, seconds=STOP_SECONDS, what="its end")
        assert process.returncode == 0 and "Traceback" not in server.log, server.log
    finally:
        process.kill()
        process.wait()


def _is_on(server: TurnServer) -> bool:
    assert server.process.poll() is None, f"the server ended by itself:\n{server.log}"
    return READY in server.log
