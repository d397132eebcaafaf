"""The end of a server: everybody is told at once, the command ends with 0, nothing is left."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import anyio
import pytest

from common.serving import GRACEFUL_SECONDS
from tests.bed.client import Participant, clock
from tests.bed.step import ROOT, Step, free_port, running, start
from tests.bed.waiting import until_async
from tests.conftest import STEPS

pytestmark = [pytest.mark.anyio, pytest.mark.security]


@pytest.mark.parametrize("number", STEPS)
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
async def test_everybody_is_told_within_a_second_and_the_command_ends_with_0(
    tmp_path: Path, number: int, name: str
) -> None:
    async with running(number, tmp_path / "log") as step:
        people = [await Participant.join(step.url, "end", f"P{n}") for n in range(20)]
        media = await people[0].attach()
        people[1].websocket.transport.pause_reading()  # one who does not listen delays nobody
        server = step.server
        begun = clock()
        os.kill(step.process.pid, signal.Signals[name])
        for participant in (people[0], *people[2:]):
            assert (await participant.expect("bye", seconds=1))["reason"] == "shutdown"
        assert clock() - begun < 1.5
        assert await people[0].closed() == 4000
        assert await step.exit_code() == 0
        assert not server.is_running()
        people[1].websocket.transport.abort()
        await media.close()
        for participant in people:
            await participant.close()


async def test_a_second_ctrl_c_waits_for_nobody_and_leaves_no_traceback(tmp_path: Path) -> None:
    log, port = tmp_path / "log", free_port()
    command = [sys.executable, "-m", "steps.step1_websocket", "--port", str(port)]
    with log.open("wb") as said, subprocess.Popen(command, cwd=ROOT, stderr=said) as process:
        step = Step(1, port, process, log)
        await until_async(step.health, seconds=20, what="a server that answers")
        deaf = await Participant.join(step.url, "end", "Deaf")
        deaf.websocket.transport.pause_reading()
        begun = clock()
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            await anyio.sleep(0.05)
        assert await step.exit_code() == 0
        assert clock() - begun < GRACEFUL_SECONDS
        assert step.log == ""
        deaf.websocket.transport.abort()


@pytest.mark.parametrize("number", STEPS)
async def test_a_busy_port_is_one_line_and_the_first_server_lives_on(
    tmp_path: Path, number: int
) -> None:
    async with running(number, tmp_path / "log") as step:
        second = start(number, step.port, tmp_path / "second")
        assert await second.exit_code() != 0
        assert str(step.port) in second.log and "Traceback" not in second.log
        assert len(second.log.strip().splitlines()) == 1
        assert await step.health()
