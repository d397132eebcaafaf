"""What many people, one after the other, leave behind in the server's process: nothing."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path
from random import Random

import httpx
import pytest

from common.rtp import FIXED
from tests.bed.rtc_bystander import rtc_bystander_call
from tests.bed.rtc_peer import RtcPeer
from tests.bed.step import Step, running
from tests.bed.waiting import until, until_async

pytestmark = [pytest.mark.anyio, pytest.mark.security]

MEBIBYTE = 1024 * 1024
AT_ONCE = 10
SOURCES = 10_000
NUMBER = re.compile(r"^polycloud_(\w+?)(?:_total)? ([\d.]+)$", re.MULTILINE)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Step]:
    """Step 2 as a user starts it, with a call that must notice nothing."""
    async with running(2, tmp_path / "log") as started, rtc_bystander_call(started.url):
        yield started
    assert "Traceback" not in started.log


async def numbers(server: Step) -> dict[str, float]:
    """What the server tells of itself to its operator."""
    async with httpx.AsyncClient(trust_env=False) as client:
        text = (await client.get(f"http://127.0.0.1:{server.port}/metrics")).text
    return {name: float(value) for name, value in NUMBER.findall(text)}


async def only_the_bystanders(server: Step) -> None:
    """Waits until nobody else is left, with all that belongs to them."""

    async def alone() -> bool:
        told = await numbers(server)
        return [told[n] for n in ("connections", "tracks", "subscriptions")] == [2, 4, 4]

    await until_async(alone, what="the bystanders alone")


async def come_and_go(url: str, number: int) -> None:
    """Somebody comes in, sends and receives, and leaves: with a word, or without."""
    room = f"room-{number % 3}"
    peer = (await RtcPeer.join(url, room, f"P{number}")).publish()
    await until(lambda: peer.pictures.sent > 4, what="a few pictures")
    if number % 2:
        await peer.leave()
        return
    await peer.vanish()
    back = await RtcPeer.join(url, room, "Back", token=peer.signalling.token)
    assert back.id == peer.id
    await back.leave()


async def test_200_joins_and_leaves_leave_nothing_behind(server: Step) -> None:
    for _warm_up in range(2):
        await asyncio.gather(*(come_and_go(server.url, number) for number in range(AT_ONCE)))
    await only_the_bystanders(server)
    memory, descriptors = server.server.memory_info().rss, server.server.num_fds()
    tasks = (await numbers(server))["tasks"]
    for first in range(0, 200, AT_ONCE):
        people = range(first, first + AT_ONCE)
        await asyncio.gather(*(come_and_go(server.url, number) for number in people))
    await only_the_bystanders(server)
    await until(lambda: server.server.num_fds() <= descriptors, what="the descriptors of before")

    async def tasks_back() -> bool:
        return (await numbers(server))["tasks"] <= tasks

    await until_async(tasks_back, what="the tasks of before")
    assert server.server.memory_info().rss - memory < 10 * MEBIBYTE


def strange_packets(seed: int) -> Iterator[bytes]:
    """Packets of one new source after the other."""
    dice = Random(seed)
    while True:
        yield FIXED.pack(0x80, 96, 1, 1, dice.getrandbits(32)) + b"\x10\x00picture"


async def test_sources_that_nobody_told_of_cost_no_memory(server: Step) -> None:
    """Each new SSRC could cost the SRTP session a context, with a window against replay."""
    mallory = await RtcPeer.join(server.url, "hall", "Mallory")
    memory, before = server.server.memory_info().rss, await numbers(server)
    for index, packet in enumerate(islice(strange_packets(3), SOURCES)):
        mallory.media.send_rtp(packet)
        if index % 25 == 0:
            await asyncio.sleep(0.004)

    async def taken() -> bool:
        told = await numbers(server)
        return told["datagrams_received"] - before["datagrams_received"] > 0.99 * SOURCES

    await until_async(taken, what="all packets")
    grown = server.server.memory_info().rss - memory
    await mallory.leave()
    assert grown < 2 * MEBIBYTE, f"{grown} bytes for {SOURCES} sources"
