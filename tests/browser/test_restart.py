"""The end of the server, as its pages see it, and its return."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX, Browsers
from tests.bed.call import Call
from tests.bed.step import kill, running, start
from tests.bed.waiting import until_async
from tests.conftest import FAILED, RESULTS

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
NUMBERS = [1, 2]


@pytest.mark.parametrize("number", NUMBERS)
async def test_pages_are_told_and_come_back_when_the_server_does(
    request: pytest.FixtureRequest, browsers: Browsers, tmp_path: Path, number: int
) -> None:
    async with running(number, tmp_path / "log") as step:
        call = Call(browsers, step, "restart")
        try:
            ada, ben = await asyncio.gather(call.join("Ada", CHROMIUM), call.join("Ben", FIREFOX))
            await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
            await ada.click("hand")
            await ben.wait_remote("Ada", hand="true")
            for page in (ada, ben):
                page.forgive("WebSocket|websocket|establish|connection to ws|interrupted")
            os.kill(step.process.pid, signal.SIGTERM)
            await asyncio.gather(
                ada.wait_state("reconnecting", seconds=3), ben.wait_state("reconnecting", seconds=3)
            )
            assert await step.exit_code() == 0
            again = start(number, step.port, tmp_path / "again")
            try:
                await until_async(again.health, seconds=30, what="the server's return")
                await asyncio.gather(
                    ada.wait_moving("Ben", seconds=30), ben.wait_moving("Ada", seconds=30)
                )
                await ben.wait_remote("Ada", hand="true")  # which the new server cannot know
                await call.check()
            finally:
                await asyncio.to_thread(kill, again)
        finally:
            if request.node.stash.get(FAILED, False):
                await call.keep_evidence(RESULTS, request.node.name)
            await call.end()
