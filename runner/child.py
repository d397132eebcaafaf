"""A server as a child process: started in a group of its own, followed line by line, stopped clean.

Its own group means that Ctrl-C reaches the runner alone, which then tells the child, waits, and
makes sure that nothing of the group is left.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

PATIENCE = 9.0  # seconds that a server has to say goodbye to everybody
PR_SET_PDEATHSIG = 1  # Linux, prctl(2): the signal that the system sends when our parent dies


class Child:
    """A running server and the last lines it said."""

    def __init__(self, command: list[str], *, folder: Path, environ: dict[str, str]) -> None:
        self.last_lines: deque[str] = deque(maxlen=8)
        self._show: Callable[[str], None] = lambda line: None
        self._ready = threading.Event()
        self._stopped: int | None = None
        self._sign = ""
        self._said = ""
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=sys.platform != "win32",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            preexec_fn=_ending_with_us(),
        )
        self._reader = threading.Thread(target=self._read, daemon=True)

    def follow(self, sign: str, show: Callable[[str], None]) -> None:
        """Begins to read; the line with the sign means ready, what comes after it is shown."""
        self._sign, self._show = sign, show
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            line = line.rstrip()
            if self._sign in line and not self._ready.is_set():
                self._said = line
                self._ready.set()
                for warning in self.last_lines:
                    self._tell(warning)
                continue
            self.last_lines.append(line)
            if self._ready.is_set():
                self._tell(line)

    def _tell(self, line: str) -> None:
        with suppress(OSError):  # where nobody listens, reading on keeps the server from choking
            self._show(line)

    def ready_line(self) -> str | None:
        """The line that says where the server listens, once it was said."""
        return self._said if self._ready.is_set() else None

    def exit_code(self) -> int | None:
        """The exit code once it has ended by itself; then all its lines have been read."""
        code = self._process.poll()
        if code is not None:
            self._reader.join(timeout=2)
        return code

    def stop(self, *, forced: Callable[[], bool] = lambda: False) -> int:
        """Asks the server to end, kills it when out of patience or forced; gives its exit code."""
        if self._stopped is None:
            self._stopped = self._end(forced)
        return self._stopped

    def _end(self, forced: Callable[[], bool]) -> int:
        self._ask()
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < deadline and not forced():
            time.sleep(0.05)
        self._kill_group()
        code = self._process.wait()
        self._reader.join(timeout=2)
        return code

    def _ask(self) -> None:
        with suppress(OSError):
            if sys.platform == "win32":
                self._process.send_signal(signal.CTRL_BREAK_EVENT)
            else:
                self._process.send_signal(signal.SIGTERM)

    def _kill_group(self) -> None:
        with suppress(OSError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                # Also after a clean end: the group may hold a process that the server forgot.
                os.killpg(self._process.pid, signal.SIGKILL)


def _ending_with_us() -> Callable[[], object] | None:
    """What the child does first, so that even a kill -9 of the runner ends it; None if nothing."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes

        system = ctypes.CDLL(None)
        return partial(system.prctl, PR_SET_PDEATHSIG, signal.SIGTERM)
    except (ImportError, OSError, AttributeError):  # a Python without ctypes
        return None
