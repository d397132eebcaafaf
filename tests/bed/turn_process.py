"""The stand-alone TURN server as a process of its own, to be attacked; and a call beside it."""

import asyncio
import signal
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import trustme

from common.stun_attributes import Address
from tests.bed.step import ROOT, free_port
from tests.bed.turn_client import TurnClient, code_of, turn_client
from tests.bed.turn_echo import echo
from tests.bed.waiting import until

HOST = "127.0.0.1"
USERS = ["--user", "ada:correct horse", "--user", "ben:battery staple"]
OPEN = ["--allow-peer", "127.0.0.0/8"]
CHANNEL, EVERY, LONGEST_GAP = 0x4000, 0.02, 1.0


@dataclass
class TurnProcess:
    """A running server."""

    address: Address
    tls_address: Address
    tls: ssl.SSLContext
    log_path: Path
    process: "subprocess.Popen[bytes]"

    @property
    def log(self) -> str:
        """What the server has printed."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    @property
    def family(self) -> list[psutil.Process]:
        """Its processes: itself, and its workers if it has several."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    @property
    def memory(self) -> int:
        """Its resident memory in bytes, with that of its workers."""
        return sum(process.memory_info().rss for process in self.family)

    @property
    def descriptors(self) -> int:
        """How many files and sockets it has open."""
        return int(psutil.Process(self.process.pid).num_fds())

    def signal(self, number: int) -> None:
        """Sends a signal."""
        self.process.send_signal(number)

    async def ended(self, seconds: float = 10.0) -> int:
        """Its exit status, once it has ended."""
        await until(lambda: self.process.poll() is not None, seconds=seconds, what="its end")
        return self.process.returncode


@asynccontextmanager
async def turn_process(
    folder: Path, *options: str, descriptors: int | None = None, at_most: int | None = None
) -> AsyncIterator[TurnProcess]:
    """A server from its first word to its clean end by Ctrl-C, unless it has ended before.

    It may have so many descriptors, and may give itself `at_most`.
    """
    port, tls_port = free_port(), free_port()
    issued, tls = trustme.CA(), ssl.create_default_context()
    issued.configure_trust(tls)
    issued.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(str(folder / "both.pem"))
    doors = ["--listen", HOST, "--port", str(port), "--tls-port", str(tls_port)]
    certificate = ["--cert", str(folder / "both.pem"), "--key", str(folder / "both.pem")]
    program = [sys.executable, "-m", "steps.step3_turn.standalone"]
    if descriptors is not None:
        limits = f"ulimit -Sn {descriptors}; ulimit -Hn {at_most or descriptors}"
        program = ["sh", "-c", f'{limits}; exec "$@"', "sh", *program]
    log_path = folder / f"turn-{port}.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [*program, *doors, *certificate, *OPEN, *(options or USERS)],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = TurnProcess((HOST, port), (HOST, tls_port), tls, log_path, process)
    try:
        await until(lambda: "TURN is on" in server.log, seconds=20, what="a TURN server")
        yield server
        if process.poll() is None:
            server.signal(signal.SIGINT)
            assert await server.ended() == 0, server.log
        assert "Traceback" not in server.log, server.log
    finally:
        process.kill()
        process.wait()


class TurnBystander:
    """Somebody who talks to an echo through the server all the time, and counts what is lost."""

    def __init__(self, client: TurnClient) -> None:
        self.client = client
        self.sent = 0
        self.arrived: list[tuple[float, int]] = []
        self._checked = 0
        self._clock = asyncio.get_running_loop().time

    async def begin(self, peer_port: int) -> None:
        """Is given a relayed address, and a channel to the echo."""
        assert code_of(await self.client.allocate()) is None
        assert await self.client.bind(CHANNEL, (HOST, peer_port)) is None
        self.client.on_heard = self._note

    async def talk(self) -> None:
        """Sends a packet fifty times a second, until cancelled."""
        while True:
            self.client.send_channel(CHANNEL, self.sent.to_bytes(4) + bytes(160))
            self.sent += 1
            await asyncio.sleep(EVERY)

    async def check(self) -> None:
        """Since the last time nothing was lost, nothing came twice, and there was no long pause."""
        wanted = self.sent + 1
        await until(
            lambda: len(self.arrived) >= wanted, seconds=5, what="every packet, and one more"
        )
        times = [time for time, _number in self.arrived[max(0, self._checked - 1) :]]
        assert [number for _time, number in self.arrived] == list(range(len(self.arrived)))
        gap = max(late - early for early, late in zip(times, times[1:], strict=False))
        assert gap < LONGEST_GAP, f"a pause of {gap:.2f} s"
        self._checked = len(self.arrived)

    def _note(self, payload: bytes) -> None:
        self.arrived.append((self._clock(), int.from_bytes(payload[:4])))


@asynccontextmanager
async def turn_call(address: Address, username: str = "ben") -> AsyncIterator[TurnBystander]:
    """A call that goes on as long as the test, and is checked at its end."""
    async with echo() as peer_port, turn_client(address, username, "battery staple") as client:
        call = TurnBystander(client)
        await call.begin(peer_port)
        talking = asyncio.create_task(call.talk())
        try:
            yield call
            await call.check()
        finally:
            talking.cancel()
