"""The programs of a stage as child processes: started, heard, started again, and ended.

What a child says reaches the terminal behind its name. None outlives us, whatever becomes of us.
"""

import asyncio
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from common.serving import BAD_SETTING, PORT_BUSY

ROOT = Path(__file__).parent.parent.parent
LONGEST_LINE = 64 * 1024
AGAIN, AT_MOST, STEADY = 1.0, 30.0, 30.0  # seconds to the next start; lived so long, it is sound
HOPELESS = (PORT_BUSY, BAD_SETTING)  # exit codes of which a new start would change nothing
# Windows knows one way only to end another program.
ASK = INTERRUPT = KILL = signal.SIGTERM
if sys.platform != "win32":
    INTERRUPT, KILL = signal.SIGINT, signal.SIGKILL
PR_SET_PDEATHSIG = 1  # Linux, prctl(2): the signal that the system sends when our parent dies


class Hopeless(Exception):
    """A program that cannot run here: what it said last, and its exit code."""

    def __init__(self, said: str, code: int) -> None:
        super().__init__(said)
        self.code = code


@dataclass
class Program:
    """One program of the stage. It is wanted until somebody ends it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    say: Callable[[str], None]
    sign: str = " is on http"  # in the line that says where it listens
    shows: Callable[[str], bool] = bool  # which of its lines are for the terminal
    descriptors: Sequence[int] = ()  # of sockets that it inherits
    wanted: bool = True
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    serving: bool = False  # now, not at some time
    last_line: str = ""
    _process: Process | None = None

    async def run(self) -> None:
        """Lives, again and again for as long as it is wanted."""
        pause = AGAIN
        while self.wanted:
            began = time.monotonic()
            code = await self._live()
            if not self.wanted:
                return
            if code in HOPELESS and not self.ready.is_set():
                raise Hopeless(self.last_line, code)
            pause = AGAIN if time.monotonic() - began > STEADY else pause
            await asyncio.sleep(pause)
            if self.wanted:  # and not at its end together with us, as by Ctrl-C
                self.say(f"{self.name} ended by itself ({_words(code)}). It is started again.")
            pause = min(2 * pause, AT_MOST)

    def signal(self, number: int) -> None:
        """Sends it a signal, after which it is not wanted any more."""
        self.wanted = False
        with suppress(ProcessLookupError):
            if self._process is not None:
                self._process.send_signal(number)

    async def end(self, number: int, seconds: float) -> None:
        """Asks it to end with a signal, and kills it if it takes too long."""
        self.signal(number)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                if self._process is not None:
                    await self._process.wait()
        self.signal(KILL)

    async def _live(self) -> int:
        self._process = await asyncio.create_subprocess_exec(
            *self.command,
            cwd=ROOT,
            env=dict(self.environment),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            limit=LONGEST_LINE,
            preexec_fn=_ending_with_us(),
            pass_fds=self.descriptors,
        )
        try:
            if not self.wanted:  # ended while it was being started
                self.signal(KILL)
            await self._hear(self._process)
            return await self._process.wait()
        finally:
            self.serving = False
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _hear(self, process: Process) -> None:
        assert process.stdout is not None
        while True:
            try:
                data = await process.stdout.readline()
            except ValueError:  # a line without end
                continue
            if not data:
                return
            self._take(data.decode(errors="replace").rstrip())

    def _take(self, line: str) -> None:
        if self.sign in line:
            self.serving = True
            self.ready.set()
            return
        self.last_line = line
        if self.shows(line):
            self.say(f"{self.name:<7} | {line}")


def python(module: str) -> list[str]:
    """The command that runs a module of this step."""
    return [sys.executable, "-m", f"steps.step4_gateway.{module}"]


def _words(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        return f"signal {-code}"


def _ending_with_us() -> Callable[[], object] | None:
    """What a child does first, so that even a kill -9 of ours ends it; None if nothing can."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes

        # Not SIGTERM: that would mean to drain, which may take hours.
        return partial(ctypes.CDLL(None).prctl, PR_SET_PDEATHSIG, signal.SIGKILL)
    except (ImportError, OSError, AttributeError):  # a Python without ctypes
        return None
