"""What a process waits for: a signal, a condition, the first of several things, or a time."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable
from types import FrameType
from typing import Any

from common.serving import BAD_SETTING

LOOK_SECONDS = 0.05
MOST_SECONDS = 10.0**9  # that a setting may name; a timer cannot count for ever


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


def seconds(name: str, word: str, least: float = 0.0) -> float:
    """The time that a setting names; ends the process with a sentence if it is none."""
    try:
        found = float(word)
    except ValueError:
        found = -1.0
    if not least <= found <= MOST_SECONDS:
        sys.stderr.write(f"{name}={word} is no number of seconds.\n")
        sys.exit(BAD_SETTING)
    return found
