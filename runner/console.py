"""What the runner says: plain lines, one moving line of progress, and problems as one sentence."""

from __future__ import annotations

import os
import select
import sys
import time

WIDTH = 76  # a longer line would wrap on a small terminal, and could not be overwritten


class Problem(Exception):
    """A reason to stop that the person can remedy: one sentence with the fix, and exit code 2."""


def say(line: str = "") -> None:
    """One line on standard output, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_if_heard(line: str = "") -> None:
    """The same where an output that is gone must not keep us from our work."""
    try:
        say(line)
    except OSError:
        fall_silent()


def is_heard() -> bool:
    """Whether somebody can read what we say, as far as the system tells (Windows does not)."""
    if sys.platform == "win32":
        return True
    watch = select.poll()
    watch.register(sys.stdout.fileno(), 0)
    return not any(event & (select.POLLERR | select.POLLHUP) for _, event in watch.poll(0))


def fall_silent() -> None:
    """Sends what is said from now on nowhere, also what Python still holds back at its exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


class Progress:
    """One line that changes on a terminal; elsewhere (a log) a line now and then."""

    def __init__(self, *, every: float = 10.0) -> None:
        self._moving = sys.stdout.isatty()
        self._every = every
        self._last = time.monotonic()

    def show(self, line: str) -> None:
        """The latest news."""
        line = line[:WIDTH]
        if self._moving:
            sys.stdout.write("\r\033[K  " + line)
            sys.stdout.flush()
        elif time.monotonic() - self._last >= self._every:
            self._last = time.monotonic()
            say("  " + line)

    def end(self) -> None:
        """Nothing more moves: the line is cleared for what follows."""
        if self._moving:
            sys.stdout.write("\r\033[K")
            sys.stdout.flush()
