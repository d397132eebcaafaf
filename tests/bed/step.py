"""A step that was started as a user starts it, with the real command, on a free port."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import randrange

import httpx
import psutil

from runner.ports import TCP, UDP, is_free
from runner.step import MOVED
from tests.bed.waiting import until, until_async

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60.0
GREETING = "Stop it with Ctrl-C"
STOP_SECONDS = 10.0
BELOW_EPHEMERAL = (20_000, 32_000)
TOLD: set[int] = set()  # ports that somebody has been told of, and may not have opened yet


def free_port() -> int:
    """A port that nobody uses or was told of, for TCP on loopback and for both on all addresses.

    It is below those that a system gives by itself: else a connection of another test may have
    taken it before the step does.
    """
    while True:
        port = randrange(*BELOW_EPHEMERAL)
        if port in TOLD:
            continue
        if all(is_free(port, kind, everywhere=True) for kind in (TCP, UDP)):
            with suppress(OSError), socket.create_server(("127.0.0.1", port)):
                TOLD.add(port)
                return port


@dataclass
class Step:
    """A running step."""

    number: int
    port: int
    process: subprocess.Popen[bytes]
    log_path: Path

    @property
    def url(self) -> str:
        """The address of the call."""
        return f"http://localhost:{self.port}"

    @property
    def address(self) -> tuple[str, int]:
        """Where the step listens."""
        return "127.0.0.1", self.port

    @property
    def log(self) -> str:
        """What the step has printed."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    @property
    def server(self) -> psutil.Process:
        """The process that serves, below the runner."""
        runner = psutil.Process(self.process.pid)
        family = [runner, *runner.children(recursive=True)]
        return next(p for p in family if f"steps.step{self.number}" in " ".join(p.cmdline()))

    async def health(self) -> dict[str, int | str] | None:
        """What /healthz says, or None when nobody answers."""
        if self.process.poll() is not None:
            raise AssertionError(f"the step ended by itself:\n{self.log}")
        try:
            async with httpx.AsyncClient(trust_env=False) as client:
                answer: dict[str, int | str] = (await client.get(f"{self.url}/healthz")).json()
                return answer
        except httpx.TransportError:
            return None

    async def exit_code(self, *, seconds: float = STOP_SECONDS) -> int:
        """The exit code of the command, once it has ended."""
        await until(
            lambda: self.process.poll() is not None, seconds=seconds, what=f"the end: {self.log}"
        )
        return self.process.returncode

    async def interrupt(self) -> int:
        """Ctrl-C, as a terminal sends it: to the whole foreground group; gives the exit code."""
        family = [self.server, psutil.Process(self.process.pid)]
        os.killpg(self.process.pid, signal.SIGINT)
        code = await self.exit_code()
        assert not [process for process in family if process.is_running()], "a process is left"
        return code


def port_settings() -> dict[str, str]:
    """Ports of a TURN server, and of the parts of step 4, which nobody else uses."""
    return {name: str(free_port()) for name in MOVED}


def start(number: int, port: int, log_path: Path, **settings: str) -> Step:
    """Starts a step's command, with settings in its environment."""
    python = shutil.which("python3") or sys.executable
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [python, "polycloud.py", "step", str(number)],
            cwd=ROOT,
            env=os.environ | {"PORT": str(port)} | port_settings() | settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Step(number, port, process, log_path)


@asynccontextmanager
async def running(number: int, log_path: Path, **settings: str) -> AsyncIterator[Step]:
    """A step from its first answer to its clean end by Ctrl-C."""
    step = start(number, free_port(), log_path, **settings)
    try:
        await answers(step)
        yield step
        if step.process.poll() is None:
            assert await step.interrupt() == 0, step.log
    finally:
        await asyncio.to_thread(kill, step)


async def answers(step: Step) -> None:
    """Waits until a step answers, and the runner has told its user so: in step 4, nodes are up."""
    await until_async(step.health, seconds=START_SECONDS, what=f"an answer of step {step.number}")
    await until(lambda: GREETING in step.log, seconds=START_SECONDS, what="the greeting")


def kill(step: Step) -> None:
    """Makes sure that nothing of a step is left, whatever happened."""
    if step.process.poll() is None:
        for process in psutil.Process(step.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # it has ended with the one before
                process.kill()
        step.process.kill()
    step.process.wait(timeout=STOP_SECONDS)
