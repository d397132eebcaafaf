"""A viewer that does not keep up: the others lose nothing, and it gets a picture again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from common.impairment import TcpRelay
from tests.bed.bystander import Bystander
from tests.bed.camera import Camera
from tests.bed.client import Participant, Received, clock
from tests.bed.step import Step
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

MIB = 1024 * 1024
KILOBITS = 1_000  # of the publisher: more than a slow viewer takes


@asynccontextmanager
async def publisher(url: str, room: str) -> AsyncIterator[tuple[Participant, Camera]]:
    """Somebody who sends, and the camera that counts what was sent."""
    camera = Camera(kilobits=KILOBITS)
    ada = await Participant.join(url, room, "Ada", camera=True)
    await ada.publish(camera)
    try:
        yield ada, camera
    finally:
        await ada.leave()


async def watch(url: str, room: str, name: str, publisher_id: int) -> tuple[Participant, Received]:
    """A viewer who has a picture."""
    viewer = await Participant.join(url, room, name, view=True)
    media = await viewer.attach()
    received = media.received[publisher_id]
    await until(lambda: received.frames, what=f"a picture for {name}")
    return viewer, received


async def backlog(step: Step) -> float:
    """The media bytes that wait in the server, as its metrics say."""
    async with httpx.AsyncClient(trust_env=False) as client:
        text = (await client.get(f"http://127.0.0.1:{step.port}/metrics")).text
    line = next(line for line in text.splitlines() if line.startswith("polycloud_backlog_bytes "))
    return float(line.split()[1])


async def test_who_does_not_read_is_skipped_and_harms_nobody(
    step: Step, bystander: Bystander, room: str
) -> None:
    async with publisher(step.url, room) as (ada, camera):
        viewers = [await watch(step.url, room, f"Ben {n}", ada.id) for n in range(9)]
        eve, slow = await watch(step.url, room, "Eve", ada.id)
        memory = step.server.memory_info().rss
        assert eve.media is not None
        transport = eve.media.websocket.transport
        transport.pause_reading()
        stuck_at = camera.frames
        await until(lambda: camera.frames > stuck_at + 60, seconds=15)  # 6 s, 750 KB
        assert await backlog(step) < 2 * MIB
        assert step.server.memory_info().rss - memory < 4 * MIB
        for _, received in viewers:
            await until(lambda r=received: r.frames[-1] >= stuck_at + 60)  # type: ignore[misc]
            assert received.counter.gaps == [] and len(received.starts) == 1
            assert received.longest_gap(clock()) < 1.0
        transport.resume_reading()
        await until(lambda: slow.starts[-1]["reason"] == "skipped", what="a new start")
        await until(lambda: slow.frames[-1] >= camera.frames - 3, what="the live picture")
        assert len(slow.counter.gaps) == 1  # the skip, and nothing lost after it
        await asyncio.gather(eve.leave(), *(viewer.leave() for viewer, _ in viewers))


async def test_a_link_of_200_kbit_s_gets_pictures_and_the_live_one_when_it_allows(
    step: Step, relay: TcpRelay, bystander: Bystander, room: str
) -> None:
    async with publisher(step.url, room) as (ada, camera):
        ben, fast = await watch(step.url, room, "Ben", ada.id)
        eve, slow = await watch(f"http://localhost:{relay.port}", room, "Eve", ada.id)
        relay.down.rate, relay.down.queue = 200_000, 16 * 1024
        begun = camera.frames
        await until(lambda: slow.counter.gaps, seconds=20, what="a skip")
        await until(lambda: camera.frames > begun + 60, seconds=20)
        assert max(slow.frames) > begun, "no picture at all came through the slow link"
        assert fast.counter.gaps == [] and fast.longest_gap(clock()) < 1.0
        assert await backlog(step) < 2 * MIB
        relay.down.rate = None
        await until(lambda: slow.frames[-1] >= camera.frames - 3, what="the live picture")
        await asyncio.gather(eve.leave(), ben.leave())
