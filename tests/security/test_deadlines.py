"""Those who connect and then say nothing: each is given up in its time, all waited for at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.bed import raw
from tests.bed.bystander import Bystander
from tests.bed.client import Participant, clock
from tests.bed.step import Step
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

FIRST_WORD = 14.0  # seconds: 10 s for it, 2 s to answer the close, some spare
GONE = 20.0  # a ping after 10 s, 5 s for the pong, 2 s for the end of the connection, some spare
FORGOTTEN = 24.0  # a participant without a connection is kept for 20 s


async def closes(address: tuple[str, int], first_bytes: bytes) -> float:
    """The seconds until the server closes a connection on which only this was sent."""
    async with raw.connection(address) as (reader, writer):
        begun = clock()
        writer.write(first_bytes)
        try:
            async with asyncio.timeout(FIRST_WORD):
                while await reader.read(65_536):
                    pass
        except ConnectionError:
            pass
        return clock() - begun


async def drips(address: tuple[str, int]) -> float:
    """The seconds until the server gives up a request that comes byte by byte (slowloris)."""
    async with raw.connection(address) as (reader, writer):
        begun = clock()
        end = asyncio.create_task(reader.read())
        for byte in raw.handshake() * 10:
            if end.done():
                break
            writer.write(bytes([byte]))
            await asyncio.wait([end], timeout=0.5)
        await asyncio.gather(end, return_exceptions=True)
        return clock() - begun


async def silent(step: Step) -> None:
    """Three hundred sockets that say nothing, or too little, or too slowly."""
    openings = (
        raw.handshake("/ws"),
        raw.handshake("/media", "polycloud.chunks.v1"),
        b"",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT",
        b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nbody",
    )
    waits = [closes(step.address, opening) for opening in openings for _ in range(50)]
    assert max(await asyncio.gather(*waits, drips(step.address))) < FIRST_WORD


@asynccontextmanager
async def ada_and(step: Step, room: str, name: str) -> AsyncIterator[tuple[Participant, ...]]:
    """Ada, and somebody who will fall silent."""
    ada = await Participant.join(step.url, room, "Ada")
    other = await Participant.join(step.url, room, name)
    try:
        yield ada, other
    finally:
        await ada.leave()
        await other.close()


async def disconnected(ada: Participant, other: Participant, *, seconds: float) -> None:
    """Waits until Ada hears that the other's connection is gone."""
    async with asyncio.timeout(seconds):
        while True:
            update = await ada.expect("participant_updated", seconds=seconds)
            if update["participant"]["id"] == other.id and not update["participant"]["connected"]:
                return


async def deaf(step: Step) -> None:
    """Somebody who answers no ping, though the connection stands."""
    async with ada_and(step, "deaf", "Deaf") as (ada, other):
        other.answers_pings = False
        await disconnected(ada, other, seconds=GONE)


async def stuck(step: Step) -> None:
    """Somebody who does not even read."""
    async with ada_and(step, "stuck", "Stuck") as (ada, other):
        other.websocket.transport.pause_reading()
        await disconnected(ada, other, seconds=GONE)
        other.websocket.transport.abort()


async def lost(step: Step) -> None:
    """Somebody whose connection breaks: kept for 20 s, then gone for everybody."""
    async with ada_and(step, "lost", "Lost") as (ada, other):
        begun = clock()
        await other.drop()
        await disconnected(ada, other, seconds=2)
        left = await ada.expect("participant_left", seconds=FORGOTTEN, id=other.id)
        assert left["reason"] == "lost"
        assert clock() - begun > 19
        late = await Participant.join(step.url, "lost", "Lost", token=other.token)
        assert late.id != other.id and not late.welcome["resumed"]
        await late.leave()


async def quiet(step: Step) -> None:
    """Somebody who says nothing but answers pings: that is no reason to end a call."""
    async with ada_and(step, "quiet", "Quiet") as (ada, other):
        await asyncio.gather(ada.expect("ping", seconds=GONE), other.expect("ping", seconds=GONE))
        await other.expect("ping", seconds=GONE)
        await other.send(type="chat", text="still here")
        await ada.expect("chat", text="still here")


async def test_the_silent_are_given_up_and_the_quiet_are_not(
    step: Step, bystander: Bystander
) -> None:
    descriptors = step.server.num_fds()
    await asyncio.gather(silent(step), deaf(step), stuck(step), lost(step), quiet(step))
    await until(lambda: step.server.num_fds() <= descriptors, what="the descriptors of before")
