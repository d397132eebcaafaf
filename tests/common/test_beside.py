"""Work beside a block: it ends with the block, and when it fails that is told at once."""

import asyncio
import logging

import pytest

from common.beside import beside
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio


async def for_ever(ended: list[str]) -> None:
    """Goes on until it is cancelled, and then takes its time."""
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.sleep(0)
        ended.append("ended")


async def fails() -> None:
    """A clock with a mistake in it."""
    raise ZeroDivisionError


async def test_it_ends_with_the_block_which_waits_for_it() -> None:
    ended: list[str] = []
    async with beside(for_ever(ended)):
        await asyncio.sleep(0)
        assert not ended
    assert ended


async def test_a_failure_is_told_at_once_and_raised_at_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.CRITICAL), pytest.raises(ZeroDivisionError):
        async with beside(fails()) as task:
            await until(lambda: caplog.records, seconds=1, what="a line in the log")
            assert task.done()
    assert "ZeroDivisionError" in caplog.text


async def test_the_failure_of_a_block_is_more_than_that_of_what_went_on_beside(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.CRITICAL), pytest.raises(KeyError):
        async with beside(fails()):
            await asyncio.sleep(0)
            raise KeyError


async def test_who_is_cancelled_while_it_waits_for_the_end_is_cancelled() -> None:
    let_go = asyncio.Event()

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await let_go.wait()

    async def block() -> None:
        async with beside(stubborn()):
            await asyncio.sleep(0)

    task = asyncio.create_task(block())
    for _turn in range(5):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    let_go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
