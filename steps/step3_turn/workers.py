"""Several processes behind one port: the system gives each client to one of them (SO_REUSEPORT).

A client always reaches the same worker: the system chooses by addresses and ports among the
sockets that are bound. So all are bound before the first worker begins, and none is closed before
the last has drained. Allocations need not be shared, then, and of nonces only the key.
"""

import asyncio
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

logger = logging.getLogger(__name__)

ENDING = (signal.SIGTERM, signal.SIGINT)


class Crew:
    """The workers of one server: each holds a pipe open until it has drained."""

    def __init__(self) -> None:
        self._end, self._held = os.pipe()

    def leave(self) -> None:
        """Holds the pipe no more."""
        os.close(self._held)

    async def drained(self) -> None:
        """Lets go of the pipe, and waits until everybody has."""
        loop, all_have = asyncio.get_running_loop(), asyncio.Event()
        self.leave()
        loop.add_reader(self._end, all_have.set)  # nothing is ever written: it can only end
        try:
            await all_have.wait()
        finally:
            loop.remove_reader(self._end)


def run_workers(workers: int, work: Callable[[int, Crew], None]) -> None:
    """Runs `work` in so many processes, each of which is told its number; waits for all.

    If one of them fails, the others drain, and this process ends with the same exit status.
    """
    crew = Crew()
    if workers == 1:
        work(0, crew)
        return
    children: set[int] = set()
    asked: set[int] = set()

    def pass_on(number: int, _frame: FrameType | None) -> None:
        asked.add(number)
        _tell(children, number)

    for ending in ENDING:
        signal.signal(ending, pass_on)
    for number in range(workers):
        children.add(child := _fork(number, work, crew))
        for told in tuple(asked):  # perhaps just before this one was known
            _tell({child}, told)
    crew.leave()
    if status := _wait(children, asked):
        sys.exit(status)


def _wait(children: set[int], asked: set[int]) -> int:
    """Waits for all children; the status of the first that failed, else 0."""
    failed = 0
    while children:
        child, ended = os.wait()
        children.discard(child)
        status = os.waitstatus_to_exitcode(ended)
        if -status in asked:
            continue  # it had not begun when everybody was asked to end
        if status and not failed:
            failed = status if status > 0 else 128 - status  # as a shell says of signals
            logger.error("worker %d ended with status %d; the others drain", child, failed)
            _tell(children, signal.SIGTERM)
    return failed


def _tell(children: set[int], number: int) -> None:
    for child in list(children):
        with suppress(ProcessLookupError):
            os.kill(child, number)


def _fork(number: int, work: Callable[[int, Crew], None], crew: Crew) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        for ending in ENDING:
            signal.signal(ending, signal.SIG_DFL)
        work(number, crew)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
