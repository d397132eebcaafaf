"""The TURN server as a process: it drains, shares its ports, and is part of step 3."""

import asyncio
import re
import signal
import socket
import subprocess
import sys
from contextlib import AsyncExitStack
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from common.serving import PORT_BUSY
from common.stun_attributes import Address
from steps.step3_turn.standalone import SAME_SIGNAL_SECONDS
from tests.bed.client import Participant
from tests.bed.step import ROOT, Step, free_port, running
from tests.bed.stranger import binding_request
from tests.bed.turn_client import TurnClient, code_of, turn_client
from tests.bed.turn_process import USERS, turn_call, turn_process
from tests.bed.waiting import until, until_async

pytestmark = [pytest.mark.anyio, pytest.mark.security]


async def test_sigterm_lets_calls_go_on_and_no_new_ones_begin(tmp_path: Path) -> None:
    async with turn_process(tmp_path) as turn:
        async with turn_call(turn.address) as call:
            turn.signal(signal.SIGTERM)
            async with turn_client(turn.address) as late:
                await asyncio.sleep(0.5)
                assert code_of(await late.allocate()) == 508
            await call.check()
            assert await call.client.refresh() is None
            assert turn.process.poll() is None
            await call.check()
        async with turn_client(turn.address) as last:
            assert code_of(await last.allocate()) == 508
        assert turn.process.poll() is None


async def test_after_the_last_call_a_drained_server_ends(tmp_path: Path) -> None:
    async with turn_process(tmp_path) as turn, turn_client(turn.address) as client:
        assert code_of(await client.allocate()) is None
        turn.signal(signal.SIGTERM)
        await asyncio.sleep(0.5)
        assert await client.refresh(0) is None
        assert await turn.ended(3) == 0


async def test_a_later_sigterm_ends_it_at_once(tmp_path: Path) -> None:
    async with turn_process(tmp_path) as turn, turn_client(turn.address) as client:
        assert code_of(await client.allocate()) is None
        turn.signal(signal.SIGTERM)
        await asyncio.sleep(SAME_SIGNAL_SECONDS + 0.5)
        assert turn.process.poll() is None
        turn.signal(signal.SIGTERM)
        assert await turn.ended(3) == 0


async def fails_to_start(*options: str) -> "subprocess.CompletedProcess[str]":
    """A server that must not come up."""
    program = [sys.executable, "-m", "steps.step3_turn.standalone", "--listen", "127.0.0.1"]
    return await asyncio.to_thread(
        subprocess.run,
        [*program, *options, *USERS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20,
    )


async def test_workers_that_cannot_begin_are_an_error(tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        ended = await fails_to_start("--port", str(port), "--workers", "2")
    assert ended.returncode == PORT_BUSY and "Traceback" not in ended.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_a_busy_port_of_metrics_is_told_in_a_sentence(workers: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        doors = ["--port", str(free_port()), "--metrics-port", port, "--workers", workers]
        ended = await fails_to_start(*doors)
    assert ended.returncode == PORT_BUSY and "Traceback" not in ended.stderr
    assert f"port {port} of metrics. See --metrics-port." in ended.stderr


async def test_without_descriptors_it_rests_and_calls_go_on(tmp_path: Path) -> None:
    """Connections that cannot be taken are told of for ever: nobody else would have a turn."""
    async with (
        turn_process(tmp_path, descriptors=60) as turn,
        turn_call(turn.address) as call,
        AsyncExitStack() as stack,
    ):
        for _one in range(80):
            stack.callback(socket.create_connection(turn.address).close)
        await until(lambda: "takes no more connections" in turn.log, what="a line in the log")
        worked = sum(turn.family[0].cpu_times()[:2])
        await asyncio.sleep(1.5)
        await call.check()
        assert sum(turn.family[0].cpu_times()[:2]) - worked < 0.8  # a loop would have taken all
        await stack.aclose()
        async with turn_client(turn.address, transport="tcp") as client:
            assert code_of(await client.allocate()) is None
        assert turn.log.count("takes no more connections") == 1


async def test_as_many_descriptors_are_taken_as_there_are_to_be_had(tmp_path: Path) -> None:
    async with turn_process(tmp_path, descriptors=60, at_most=200) as turn:
        assert turn.family[0].rlimit(psutil.RLIMIT_NOFILE) == (200, 200)


def turn_of(somebody: Participant) -> tuple[Address, str, str]:
    """Where the TURN server is, and the name and password that a participant was told."""
    told: dict[str, Any] = somebody.welcome["ice_servers"][0]
    host, _colon, port = urlsplit(told["urls"][0]).path.rpartition(":")
    return (host, int(port)), told["username"], told["credential"]


async def reaches_the_sfu(client: TurnClient, sfu: Address, somebody: Participant) -> None:
    """A connectivity check of somebody's through the relay, and that it is answered: with 401."""
    offer = next(message for message in somebody.messages if message["type"] == "offer")
    ufrag = offer["sdp"].partition("a=ice-ufrag:")[2].split()[0]
    before = len(client.heard)
    client.send_to(sfu, binding_request(ufrag, "guess"))
    await until(lambda: len(client.heard) > before, what="an answer of the SFU")


async def relaying(step: Step) -> int:
    """How many allocations the operator sees."""
    async with httpx.AsyncClient(trust_env=False) as client:
        metrics = (await client.get(f"{step.url}/metrics")).text
    counts = re.findall(r"^polycloud_turn_allocations.* (\d+)", metrics, re.MULTILINE)
    return sum(map(int, counts))


async def test_who_leaves_the_room_loses_the_allocation_and_nobody_else_does(
    tmp_path: Path,
) -> None:
    async with running(3, tmp_path / "log") as step:
        ada, ben = [await Participant.join(step.url, "hall", name) for name in ("Ada", "Ben")]
        await ada.expect("offer")
        address, *of_ada = turn_of(ada)
        of_ben = turn_of(ben)[1:]
        sfu = address[0], step.port
        async with turn_client(address, *of_ada) as leaves, turn_client(address, *of_ben) as stays:
            for client in (leaves, stays):
                assert code_of(await client.allocate()) is None
                assert await client.permit(sfu) is None
                assert await client.permit(("10.0.0.1", 80)) == 403
                if not ip_address(sfu[0]).is_loopback:  # else there is no network here at all
                    assert await client.permit(("127.0.0.1", step.port)) == 403
                assert await client.bind(0x4000, (sfu[0], 80)) == 403
                await reaches_the_sfu(client, sfu, ada)
            assert await relaying(step) == 2
            await ada.send(type="leave")

            async def is_gone() -> bool:
                return (await relaying(step), await leaves.refresh()) == (1, 401)

            await until_async(is_gone, what="the end of the allocation")
            await ben.expect("offer")
            await reaches_the_sfu(stays, sfu, ben)
            assert await stays.refresh() is None
        await ben.send(type="leave")
    assert "Traceback" not in step.log
