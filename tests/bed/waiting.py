"""Waiting for a condition with a deadline: the only way in which tests wait."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Value = TypeVar("Value")


async def until(
    condition: Callable[[], Value], *, seconds: float = 10.0, what: str = "the condition"
) -> Value:
    """The first truthy value of a condition; fails with its last value if none comes in time."""

    async def ask() -> Value:
        return condition()

    return await until_async(ask, seconds=seconds, what=what, every=0.01)


async def until_async(
    condition: Callable[[], Awaitable[Value]],
    *,
    seconds: float = 10.0,
    what: str = "the condition",
    every: float = 0.05,
) -> Value:
    """The same for a condition that must be awaited."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds
    while not (value := await condition()):
        assert clock() < deadline, f"{what} did not come in {seconds} s; it was {value!r}"
        await asyncio.sleep(every)
    return value
