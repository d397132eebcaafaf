"""One set-up at a time: a file locked by the operating system, which unlocks it when we die.

So a lock can never be stale. On POSIX the installer inherits it: if the runner is killed, the
lock is held until its installer has ended too.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runner.console import say


@contextmanager
def one_at_a_time(path: Path) -> Iterator[int]:
    """Waits until nobody else holds the lock, then holds it; gives its file descriptor."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        told = False
        while not try_lock(descriptor):
            if not told:
                say("Another set-up is running here; waiting for it.")
                told = True
            time.sleep(0.2)
        yield descriptor
    finally:
        os.close(descriptor)


def try_lock(descriptor: int) -> bool:
    """Takes the lock if it is free; closing the file gives it back."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
