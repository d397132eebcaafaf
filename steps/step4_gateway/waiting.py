"""What a process waits for: a signal, a condition, or the first of several things."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterable
from types import FrameType
from typing import Any

LOOK_SECONDS = 0.05


def on_signals(names: Iterable[str], called: Callable[[], object]) -> None:
    """Calls something in the running loop at signals, as far as the system has them."""
    loop = asyncio.get_running_loop()

    def note(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(called)

    for name in names:
        if hasattr(signal, name):  # loop.add_signal_handler does not exist on Windows
            signal.signal(getattr(signal, name), note)


async def until(condition: Callable[[], object]) -> None:
    """Waits until a condition is true."""
    while not condition():
        await asyncio.sleep(LOOK_SECONDS)


async def first(*coroutines: Coroutine[Any, Any, object]) -> None:
    """Waits until one has ended and cancels the others; an error of the first is ours too."""
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        done, _pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
