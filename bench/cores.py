"""Which core of this computer does what: the server has one for itself, the crowd another."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pinned(number: int) -> Iterator[None]:
    """Processes that are started inside run on that core only, with all their threads."""
    if sys.platform != "linux" or not can_separate():
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(before)[number]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def can_separate() -> bool:
    """Whether a server and its crowd can have a core each."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
