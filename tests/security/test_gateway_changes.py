"""A gateway whose file is broken, whose other listeners come and go, and who is asked for anything.

Beside it somebody talks through the gateway all the time, and loses nothing.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import pytest

from steps.step4_gateway.dataplane_config import render
from steps.step4_gateway.gateway import Gateway
from steps.step4_gateway.watcher import Watcher
from tests.bed.gateway_bed import (
    BACKEND,
    CHANNEL,
    HOST,
    OTHER,
    STATIC,
    Told,
    cluster,
    config_of,
    gateway,
    listener,
    ports,
)
from tests.bed.turn_client import code_of, turn_client
from tests.bed.turn_process import turn_call
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

BEN = {"username": "ben", "password": "battery staple"}
AUTH = {**STATIC, "credentials": BEN}
LOOK = 0.02  # seconds
# What PyYAML answers with KeyError, IndexError, AttributeError and TypeError.
ODD = ("!!bool maybe", '!!int ""', '!!float ""', "!!timestamp x", "!!timestamp {=: 2026-11-28}")


@dataclass
class Watched:
    """A gateway that follows a file, with a call over it."""

    opened: Gateway
    path: Path
    port: int

    def text(self, *others: Told) -> str:
        """A configuration with the listener of the call, and with others."""
        clusters = [cluster(HOST), cluster("127.0.0.9", name=OTHER)]
        return render(
            config_of(listener(self.port, BACKEND), *others, clusters=clusters, auth=AUTH)
        )

    def has(self, count: int) -> bool:
        """Whether so many listeners are open."""
        assert not self.opened.problem, self.opened.problem
        return len(self.opened.listeners) == count

    def write(self, text: str) -> None:
        """Writes the file anew."""
        self.path.write_text(text, encoding="utf-8")


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    """The gateway; the call is checked at the end."""
    (port,) = ports(1)
    async with gateway() as opened:
        watched = Watched(opened, tmp_path / "stunnerd.yaml", port)
        watched.write(watched.text())
        watching = asyncio.create_task(Watcher(watched.path, opened, {}).run(LOOK))
        await until(lambda: opened.ready, what="a configuration")
        async with turn_call((HOST, port)):
            yield watched
        assert not watching.done()
        watching.cancel()


async def test_a_file_that_is_cut_off_anywhere_costs_nobody_a_packet(watched: Watched) -> None:
    text, dice = watched.text(), Random(5)
    before = watched.opened.config
    for end in dice.sample(range(text.index("clusters:")), 30):
        broken = text[:end] + "\n  : ["
        watched.opened.problem = ""
        watched.write(broken)
        await until(lambda: watched.opened.problem, what="a complaint")
        assert BEN["password"] not in watched.opened.problem
        assert watched.opened.config is before


@pytest.mark.parametrize("odd", ODD)
async def test_a_value_that_yaml_itself_falls_over_costs_nobody_a_packet(
    watched: Watched, odd: str
) -> None:
    before = watched.opened.config
    watched.write(watched.text() + f"note: {odd}\n")
    await until(lambda: watched.opened.problem, what="a complaint")
    assert "configuration: is neither YAML nor JSON" in watched.opened.problem
    assert watched.opened.config is before


@pytest.mark.parametrize("where", ["watcher.parse_config", "gateway.Gateway.reconcile"])
async def test_a_fault_of_ours_costs_nobody_a_packet_and_tells_no_value(
    watched: Watched,
    where: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fall(*_arguments: object) -> None:
        raise KeyError(BEN["password"])

    before = watched.opened.config
    with monkeypatch.context() as broken:
        broken.setattr(f"steps.step4_gateway.{where}", fall)
        watched.write(watched.text() + "x: 1\n")
        await until(lambda: watched.opened.problem, what="a complaint")
    told = "cannot be followed: KeyError in test_gateway_changes.py, line"
    assert told in watched.opened.problem and "last good configuration stays" in caplog.text
    assert BEN["password"] not in caplog.text and watched.opened.config is before
    watched.write(watched.text())
    await until(lambda: not watched.opened.problem, what="the next configuration")


async def test_listeners_that_come_and_go_cost_nobody_a_packet(watched: Watched) -> None:
    one, other = ports(2)
    for number in range(10):
        told = listener(
            (one, other)[number % 2], OTHER, name="a", protocol=("UDP", "TCP")[number % 2]
        )
        for others in ([told], []):
            watched.write(watched.text(*others))
            await until(partial(watched.has, 1 + len(others)), what="as many listeners")
    assert not watched.opened.problem


async def test_who_asks_for_anything_else_gets_403_and_sends_nothing(watched: Watched) -> None:
    (port,) = ports(1)
    watched.write(watched.text(listener(port, OTHER, name="a")))
    await until(partial(watched.has, 2), what="another listener")
    async with turn_client((HOST, port), *BEN.values()) as client:
        assert code_of(await client.allocate()) is None
        for host in (HOST, "169.254.169.254", "10.0.0.1", "192.168.0.1", "0.0.0.0", "8.8.8.8"):
            assert await client.permit((host, 80)) == 403
            assert await client.bind(CHANNEL, (host, watched.port)) == 403
            client.send_to((host, watched.port), b"GET / HTTP/1.1")
        assert await client.refresh() is None
        (allocation,) = watched.opened.listeners["a"].allocator.allocations
        assert (allocation.sent.packets, allocation.sent.dropped) == (0, 6)
