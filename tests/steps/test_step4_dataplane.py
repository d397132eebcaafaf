"""The data plane as a process: how it begins, follows its file, drains, and ends."""

import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from steps.step3_turn.udp import open_udp
from tests.bed.gateway_bed import CHANNEL, HOST, reaches
from tests.bed.gateway_process import GatewayProcess, gateway_process
from tests.bed.step import ROOT
from tests.bed.turn_client import TurnClient, code_of, turn_client
from tests.bed.turn_echo import echo
from tests.bed.waiting import until, until_async

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
]

READY = "Gateway is on turn:"


@pytest.fixture
async def backend() -> AsyncIterator[int]:
    """The port of an echo."""
    async with echo() as port:
        yield port


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[GatewayProcess]:
    """A data plane that is not started yet."""
    async with gateway_process(tmp_path) as prepared:
        yield prepared


async def begin(client: TurnClient, backend: int) -> None:
    """Relays to the echo."""
    assert code_of(await client.allocate()) is None
    assert await client.bind(CHANNEL, (HOST, backend)) is None
    await reaches(client)


async def is_terminating(gateway: GatewayProcess) -> bool:
    """Whether it says that it takes nobody new."""
    return (await gateway.get("/ready"))[0] == 503


async def test_it_says_where_it_is_and_that_it_is_ready(gateway: GatewayProcess) -> None:
    gateway.tell()
    gateway.start()
    await gateway.says(READY)
    assert f"turn:{HOST}:{gateway.door[1]}?transport=udp" in gateway.log
    assert await gateway.get("/ready") == (200, {"status": 200, "message": "READY"})
    gateway.process.send_signal(signal.SIGINT)
    assert await gateway.ended() == 0


async def test_a_broken_file_at_the_start_is_waited_for(gateway: GatewayProcess) -> None:
    gateway.write("version: v7")
    gateway.start()
    await gateway.says("configuration: version is 'v7', not 'v1'; nothing runs")
    gateway.tell()
    await gateway.says(READY)
    gateway.process.send_signal(signal.SIGTERM)
    assert await gateway.ended() == 0


async def test_it_can_be_ended_while_it_waits_for_its_file(gateway: GatewayProcess) -> None:
    gateway.start()
    await gateway.says("cannot be read")
    gateway.process.send_signal(signal.SIGTERM)
    assert await gateway.ended() == 0


async def test_it_follows_its_file_and_nobody_is_cut_off(
    gateway: GatewayProcess, backend: int
) -> None:
    gateway.tell()
    gateway.start()
    await gateway.says(READY)
    async with turn_client(gateway.door) as client:
        assert code_of(await client.allocate()) is None
        assert await client.permit((HOST, backend)) == 403
        gateway.tell(backend)

        async def is_routed() -> bool:
            return await client.permit((HOST, backend)) is None

        await until_async(is_routed, what="the route")
        assert await client.bind(CHANNEL, (HOST, backend)) is None
        await reaches(client)
        gateway.write("nonsense: [")
        await gateway.says("the last good configuration stays")
        await reaches(client, b"still here")


async def test_whoever_talks_may_finish_when_it_drains(
    gateway: GatewayProcess, backend: int
) -> None:
    gateway.tell(backend)
    gateway.start()
    await gateway.says(READY)
    async with turn_client(gateway.door) as client, turn_client(gateway.door) as late:
        await begin(client, backend)
        gateway.process.send_signal(signal.SIGTERM)
        await until_async(lambda: is_terminating(gateway), what="the drain")
        await reaches(client, b"one more thing")
        assert await client.refresh() is None
        assert code_of(await late.allocate()) == 508
        assert gateway.process.poll() is None
        assert await client.refresh(0) is None
        assert await gateway.ended() == 0


@pytest.mark.parametrize("again", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_ends_it_at_once(
    gateway: GatewayProcess, backend: int, again: signal.Signals
) -> None:
    gateway.tell(backend)
    gateway.start()
    await gateway.says(READY)
    async with turn_client(gateway.door) as client:
        await begin(client, backend)
        gateway.process.send_signal(signal.SIGTERM)
        await until_async(lambda: is_terminating(gateway), what="the drain")
        gateway.process.send_signal(again)
        assert await gateway.ended() == 0


async def test_a_drain_ends_with_its_grace(gateway: GatewayProcess, backend: int) -> None:
    gateway.tell(backend)
    gateway.start(GRACE="0.5")
    await gateway.says(READY)
    async with turn_client(gateway.door) as client:
        await begin(client, backend)
        gateway.process.send_signal(signal.SIGTERM)
        assert await gateway.ended() == 0


async def test_an_operators_port_that_is_taken_is_said(gateway: GatewayProcess) -> None:
    with socket.create_server((HOST, gateway.metrics)):
        gateway.tell()
        gateway.start()
        assert await gateway.ended(20) == 98
    assert f"admin: endpoint {gateway.metrics} on loopback cannot be had" in gateway.log
    assert "listener demo/gateway/udp is on" not in gateway.log, "it was open for clients before"


async def test_operators_are_answered_while_a_listeners_port_is_taken(
    gateway: GatewayProcess,
) -> None:
    with open_udp(*gateway.door):
        gateway.tell()
        gateway.start()
        await gateway.says(f"port {gateway.door[1]} at {HOST} cannot be had")
        assert (await gateway.get("/ready"))[0] == 503
        assert (await gateway.get("/live"))[0] == 200
    await gateway.says(READY)
    assert (await gateway.get("/ready"))[0] == 200
    gateway.process.send_signal(signal.SIGTERM)
    assert await gateway.ended() == 0


async def test_operators_ports_that_cannot_be_are_waited_for_as_all_that_is_broken(
    gateway: GatewayProcess,
) -> None:
    metrics, gateway.metrics = gateway.metrics, gateway.health
    gateway.tell()
    gateway.start()
    await gateway.says(f"admin: metrics_endpoint has port {gateway.health}, as healthcheck_")
    assert "nothing runs" in gateway.log and "listener" not in gateway.log
    gateway.metrics = metrics
    gateway.tell()
    await gateway.says(READY)
    gateway.process.send_signal(signal.SIGTERM)
    assert await gateway.ended() == 0


@pytest.mark.parametrize("grace", ["soon", "-1", "nan", "inf", "1e300"])
async def test_a_grace_that_is_none_is_refused(tmp_path: Path, grace: str) -> None:
    command = [sys.executable, "-m", "steps.step4_gateway.dataplane", str(tmp_path / "none")]
    process = subprocess.Popen(
        command, cwd=ROOT, env={"GRACE": grace}, stderr=subprocess.PIPE, text=True
    )
    await until(lambda: process.poll() is not None, seconds=20, what="a refusal")
    said = process.communicate()[1]
    assert (process.returncode, said) == (64, f"GRACE={grace} is no number of seconds.\n")
