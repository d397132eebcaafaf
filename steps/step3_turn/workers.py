"""Several processes behind one port: the system gives each client to one of them (SO_REUSEPORT).

A client always reaches the same worker, since the system chooses by addresses and ports. So
allocations need not be shared, and of nonces only the key.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from types import FrameType


def run_workers(workers: int, work: Callable[[int], None]) -> None:
    """Runs `work` in so many processes, each of which is told its number; waits for all.

    If one of them fails, so does this process, with the same exit status.
    """
    if workers == 1:
        work(0)
        return
    children = [_fork(number, work) for number in range(workers)]

    def pass_on(number: int, _frame: FrameType | None) -> None:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    if failed := [status for status in statuses if status]:
        sys.exit(failed[0])


def _fork(number: int, work: Callable[[int], None]) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work(number)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
