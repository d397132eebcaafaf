"""Work that goes on beside a block: a server's clock, which ends with the server."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

logger = logging.getLogger(__name__)


@asynccontextmanager
async def beside(work: Coroutine[None, None, None]) -> AsyncIterator[asyncio.Task[None]]:
    """Runs a coroutine for as long as the block lasts, and waits until it has ended.

    If it fails, that is logged at once, and raised where the block ends. A block that can end
    earlier may watch the task that it is given.
    """
    task = asyncio.create_task(work)
    task.add_done_callback(_tell_failure)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])  # unlike `await task`, raises what is meant for us only
    if not task.cancelled():
        task.result()


def _tell_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (problem := task.exception()) is not None:
        logger.critical("What should go on for ever has failed.", exc_info=problem)
