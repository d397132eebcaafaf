"""Who stands in the entrance of the front without a word: they keep nobody out."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from steps.step4_gateway import entrance
from tests.bed.client import Participant
from tests.bed.front_bed import RunningFront, running_front
from tests.bed.node_bed import node

pytestmark = pytest.mark.anyio


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[RunningFront]:
    """A front with a node."""
    async with running_front() as opened, node(tmp_path, opened.internal):
        await opened.hears("sfu-1")
        yield opened


async def test_those_who_say_nothing_take_no_place_of_those_who_join(
    front: RunningFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "PASSAGES", 1)
    silent = [await Participant.open(front.url) for _ in range(3)]
    ada = await Participant.join(front.url, "talk", "Ada")
    ben = await Participant.open(front.url)
    await ben.send(type="join", room="talk", name="Ben")
    assert "front is full" in (await ben.expect("error"))["message"]
    assert await ben.closed() == 1008
    await ada.leave()
    await (await Participant.join(front.url, "talk", "Cy")).leave()
    for one in silent:
        await one.close()


async def test_where_too_many_say_nothing_the_first_of_them_goes(
    front: RunningFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "STRANGERS", 5)
    ada = await Participant.join(front.url, "talk", "Ada")
    silent = [await Participant.open(front.url) for _ in range(8)]
    ben = await Participant.join(front.url, "talk", "Ben")
    for one in silent[:4]:
        assert (await one.expect("bye"))["reason"] == "idle"
        assert await one.closed() == 1008
    await silent[4].send(type="join", room="talk", name="Cy")
    await silent[4].expect("welcome")
    await ada.send(type="chat", text="Hello")
    for one in (ben, silent[4]):
        assert (await one.expect("chat"))["text"] == "Hello"
    await asyncio.gather(ada.leave(), ben.leave(), *(one.close() for one in silent))
