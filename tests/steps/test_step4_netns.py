"""NETNS=1: nodes that nobody outside can reach, except through the gateway."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from steps.step4_gateway import netns
from steps.step4_gateway.netns import Namespaces, Unusable
from tests.bed.stage import act, door, password, programs, state
from tests.bed.step import answers, free_port, kill, running, start
from tests.bed.turn_client import code_of, turn_client
from tests.bed.waiting import until_async

pytestmark = pytest.mark.anyio

SETTING = {"NETNS": "1"}
SECONDS = 1.0  # in which a neighbour would have answered
can = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or shutil.which("ip") is None,
    reason="needs Linux, root and ip",
)


def exists(name: str) -> bool:
    """Whether there is a network interface of this name outside."""
    return name in psutil.net_if_stats()


def is_reached_by_tcp(host: str, port: int) -> bool:
    """Whether a connection from outside is taken."""
    with suppress(OSError), socket.create_connection((host, port), SECONDS):
        return True
    return False


def is_reached_by_udp(host: str, port: int) -> bool:
    """Whether a STUN request from outside is answered."""
    with socket.socket(type=socket.SOCK_DGRAM) as udp, suppress(OSError):
        udp.settimeout(SECONDS)
        udp.sendto(bytes.fromhex("000100002112a442") + bytes(12), (host, port))
        return bool(udp.recv(1500))
    return False


def serve(number: int, program: str) -> "subprocess.Popen[bytes]":
    """A program in the namespace of a node, which has said that it listens."""
    command = Namespaces().in_node(number, [sys.executable, "-c", program])
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    return process


ECHO = """
import selectors, socket
udp, tcp = socket.socket(type=socket.SOCK_DGRAM), socket.create_server(("0.0.0.0", 8002))
udp.bind(("0.0.0.0", 8002))
print("ready", flush=True)
while True:
    data, address = udp.recvfrom(1500)
    udp.sendto(data, address)
"""
ASK = """
import socket, sys
socket.create_connection((sys.argv[1], 8002), 5).close()
udp = socket.socket(type=socket.SOCK_DGRAM)
udp.settimeout(5)
udp.sendto(b"hello", (sys.argv[1], 8002))
assert udp.recv(1500) == b"hello"
"""


@can
def test_a_node_is_reached_from_inside_and_not_from_outside() -> None:
    with netns.namespaces() as network:
        host, port = network.node(1)
        process = serve(1, ECHO)
        try:
            inside = network.inside([sys.executable, "-c", ASK, host])
            assert subprocess.run(inside, check=False, timeout=30).returncode == 0
            assert not is_reached_by_tcp(host, port)
            assert not is_reached_by_udp(host, port)
            # Nor with a route of one's own: the namespace of the gateway forwards nothing.
            subprocess.run(["ip", "route", "delete", *netns.NOWHERE], check=True)
            way = ["via", Namespaces.public, "dev", netns.OUTSIDE]
            subprocess.run(["ip", "route", "add", f"{host}/32", *way], check=True)
            assert not is_reached_by_tcp(host, port)
            assert not is_reached_by_udp(host, port)
        finally:
            process.kill()
            process.communicate()
    assert not netns.existing() and not exists(netns.OUTSIDE)


@can
def test_what_a_crashed_run_has_left_is_taken_away_first() -> None:
    for command in (
        ["ip", "netns", "add", netns.CLUSTER],
        ["ip", "netns", "add", netns.NODE.format(6)],
        ["ip", "link", "add", netns.OUTSIDE, "type", "veth", "peer", "name", "polycloud-x"],
    ):
        subprocess.run(command, check=True)
    with netns.namespaces():
        assert len(netns.existing()) == 7 and exists(netns.OUTSIDE)
    assert not netns.existing() and not exists(netns.OUTSIDE)
    netns.remove()


@can
def test_somebody_elses_stage_is_left_alone() -> None:
    with netns.namespaces():
        process = serve(2, "print('ready', flush=True); input()")
        try:
            with pytest.raises(Unusable, match=f"process {process.pid} runs in .* polycloud-2"):
                netns.require_namespaces()
        finally:
            process.kill()
            process.communicate()


def pretend(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    """Makes this computer look like another one."""
    monkeypatch.setattr(name, value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("sys.platform", "darwin", "needs Linux"),
        ("os.geteuid", lambda: 1000, "needs root"),
        ("shutil.which", lambda _name: None, "needs the command ip"),
    ],
)
@can
def test_where_it_cannot_be_that_is_said(
    monkeypatch: pytest.MonkeyPatch, name: str, value: Callable[[], int], said: str
) -> None:
    pretend(monkeypatch, name, value)
    with pytest.raises(Unusable, match=said):
        netns.require_namespaces()


@can
async def test_a_whole_stage_runs_in_namespaces_and_leaves_none(tmp_path: Path) -> None:
    async with running(4, tmp_path / "log", **SETTING) as step:
        host, port = Namespaces().node(1)
        assert door(step)[0] == Namespaces.public
        assert "sfu-1" in programs(step)
        assert not is_reached_by_tcp(host, port) and not is_reached_by_udp(host, port)
        async with turn_client(door(step), *password(step)) as client:
            assert code_of(await client.allocate()) is None
            assert client.relayed[0] == Namespaces.relay
            assert await client.bind(0x4000, (host, port)) is None
            front = (Namespaces.front, step.port + 100)
            assert await client.permit(front, ("10.204.1.1", 80)) == 403
        assert (await act(step, "kill", "sfu-1"))[0] == 200
        assert (await act(step, "add"))[0] == 200

        async def is_back() -> bool:
            health = await step.health()
            up = bool(health and health["nodes"] == 2)
            return up and (await state(step)).get("sfu-1") == "up"

        await until_async(is_back, seconds=30, what="two nodes")
    assert not netns.existing() and not exists(netns.OUTSIDE)


@can
async def test_a_killed_stage_in_namespaces_leaves_nobody_in_them(tmp_path: Path) -> None:
    step = start(4, free_port(), tmp_path / "log", TMPDIR=str(tmp_path), **SETTING)
    try:
        await answers(step)
        family = step.server.children(recursive=True)
        step.server.kill()
        assert len(family) >= 5
        assert not (await asyncio.to_thread(psutil.wait_procs, family, 15))[1]
        netns.require_namespaces()  # nobody is in those that are left
    finally:
        kill(step)
        netns.remove()
