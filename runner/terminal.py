"""Signals and the terminal: how Ctrl-C reaches the runner, and only the runner."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

STOPPING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")  # where the system has them
ECHO = 0.5  # seconds within which a second signal is the same request


class StopRequests:
    """Whether somebody asked to stop, and whether they asked again because it took too long."""

    def __init__(self) -> None:
        self.stop = False
        self.force = False
        self._first = 0.0

    def listen(self) -> None:
        """Notes the stopping signals from now on, instead of dying of them."""
        for name in STOPPING:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if not self.stop:
            self.stop, self._first = True, now
        # One request may arrive twice at once: from the group it was sent to, and from make.
        elif now - self._first > ECHO:
            self.force = True


def interrupt_on_signals() -> None:
    """Makes every stopping signal end a command as Ctrl-C does: children first."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for name in STOPPING:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupt)


def ignore_signals() -> None:
    """Makes no stopping signal count any more."""
    for name in STOPPING:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


@contextmanager
def own_foreground() -> Iterator[None]:
    """Under make on a terminal, Ctrl-C goes to us alone, so that make ends with our exit code.

    make reports an error whenever it is interrupted itself, however clean its command ended.
    """
    if sys.platform == "win32" or "MAKELEVEL" not in os.environ or not sys.stdin.isatty():
        yield
        return
    terminal, group = sys.stdin.fileno(), os.getpgrp()
    if os.tcgetpgrp(terminal) != group:  # started in the background
        yield
        return
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # or giving the terminal back would stop us
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # Ctrl-Z would stop us and leave make waiting
    os.setpgid(0, 0)
    os.tcsetpgrp(terminal, os.getpgrp())
    try:
        yield
    finally:
        with suppress(OSError):  # the terminal or make may be gone
            os.tcsetpgrp(terminal, group)
            os.setpgid(0, group)
