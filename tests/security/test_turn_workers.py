"""Several workers of the TURN server: they share its ports, drain together and end together."""

import asyncio
import signal
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from common.stun import Attribute
from tests.bed.step import ROOT
from tests.bed.turn_client import code_of, turn_client
from tests.bed.turn_process import USERS, turn_call, turn_process
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]


async def test_a_sigterm_that_is_told_twice_is_one(tmp_path: Path) -> None:
    """As systemd does with the workers: it tells the whole group, and so does their parent."""
    async with turn_process(tmp_path, "--workers", "2", *USERS) as turn:
        await until(lambda: turn.log.count("TURN is on") == 2, what="two workers")
        async with turn_client(turn.address) as client:
            assert code_of(await client.allocate()) is None
            for _time in range(2):
                for process in turn.family:
                    process.terminate()
                await asyncio.sleep(0.3)
            assert await client.refresh() is None
            assert await client.refresh(0) is None
            assert await turn.ended(3) == 0


async def test_two_workers_share_the_ports_and_end_together(tmp_path: Path) -> None:
    async with turn_process(tmp_path, "--workers", "2", *USERS) as turn, turn_call(turn.address):
        await until(lambda: turn.log.count("TURN is on") == 2, what="two workers")
        for number in range(10):
            way = ("udp", "tcp")[number % 2]
            async with turn_client(turn.address, transport=way) as client:
                assert code_of(await client.allocate()) is None
                assert await client.permit(("127.0.0.1", 9)) is None
                assert await client.refresh(0) is None


async def test_a_drain_moves_no_client_from_one_worker_to_another(tmp_path: Path) -> None:
    """A worker that closed its sockets when it had nothing to do would move the others' clients."""
    async with turn_process(tmp_path, "--workers", "4", *USERS) as turn, AsyncExitStack() as stack:
        await until(lambda: turn.log.count("TURN is on") == 4, what="four workers")
        clients = [await stack.enter_async_context(turn_client(turn.address)) for _one in range(12)]
        for client in clients:
            assert code_of(await client.allocate()) is None
        turn.signal(signal.SIGTERM)
        while clients:
            assert await clients.pop().refresh(0) is None
            for _time in range(5):
                await asyncio.sleep(0.1)  # time for a worker to see that it is idle
                assert [await client.refresh() for client in clients] == [None] * len(clients)
            if clients:
                async with turn_client(turn.address) as late:
                    assert code_of(await late.allocate()) == 508
        assert await turn.ended(5) == 0


async def test_when_a_worker_fails_the_others_drain_and_the_failure_is_told(tmp_path: Path) -> None:
    async with turn_process(tmp_path, "--workers", "2", *USERS) as turn:
        await until(lambda: turn.log.count("TURN is on") == 2, what="two workers")
        async with turn_client(turn.address) as client:
            assert code_of(await client.allocate()) is None
            idle, busy = sorted(turn.family[1:], key=lambda worker: worker.num_fds())
            assert idle.num_fds() < busy.num_fds()  # a relayed address is a socket
            idle.kill()
            await until(lambda: "the others drain" in turn.log, what="a line in the log")
            assert await client.refresh() is None
            assert turn.process.poll() is None
            assert await client.refresh(0) is None
            assert await turn.ended(3) == 128 + signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_workers_that_are_told_to_end_before_they_have_begun_have_not_failed(number: int) -> None:
    program = (
        "from steps.step3_turn.workers import run_workers; import os, time;"
        "run_workers(2, lambda number, crew: (os.write(1, b'%d\\n' % number), time.sleep(60)))"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE)
    with parent:
        assert parent.stdout is not None
        assert sorted(parent.stdout.readline() for _worker in range(2)) == [b"0\n", b"1\n"]
        parent.send_signal(number)
        assert parent.wait(10) == 0


async def test_of_several_workers_none_reserves_what_another_would_be_asked_for(
    tmp_path: Path,
) -> None:
    async with (
        turn_process(tmp_path, "--workers", "2", *USERS) as turn,
        turn_client(turn.address) as client,
    ):
        assert code_of(await client.allocate((Attribute.EVEN_PORT, 0x80))) == 508
        assert code_of(await client.allocate((Attribute.EVEN_PORT, 0))) is None
        assert client.relayed[1] % 2 == 0 and await client.refresh(0) is None
