"""The end of a node: it drains at SIGTERM, and cuts nobody's call before its time is over."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bed.node_bed import NodeProcess, Recorder, node, recorder
from tests.bed.rtc_signalling import Signalling

pytestmark = pytest.mark.anyio


@pytest.fixture
async def front() -> AsyncIterator[Recorder]:
    """Something that takes heartbeats."""
    async with recorder() as opened:
        yield opened


@pytest.fixture
async def running(front: Recorder, tmp_path: Path) -> AsyncIterator[NodeProcess]:
    """A node that tells it of itself."""
    async with node(tmp_path, front.url) as started:
        yield started


async def test_a_node_with_nobody_in_it_ends_at_once(front: Recorder, running: NodeProcess) -> None:
    await front.told(lambda data: not data["draining"])
    running.process.send_signal(signal.SIGTERM)
    assert await running.ended() == 0
    assert front.beats[-1].data["draining"]


async def test_a_node_waits_for_the_last_participant(front: Recorder, running: NodeProcess) -> None:
    ada = await Signalling.join(running.url, "lobby", "Ada")
    running.process.send_signal(signal.SIGTERM)
    await front.told(lambda data: data["draining"])
    ben = await Signalling.join(running.url, "lobby", "Ben")  # to a room that is here: of course
    await ada.leave()
    await front.told(lambda data: data["draining"] and data["rooms"][0]["people"] == ["Ben"])
    assert running.process.poll() is None
    await ben.leave()
    assert await running.ended() == 0


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_ends_a_drain_with_goodbye(
    front: Recorder, running: NodeProcess, second: signal.Signals
) -> None:
    ada = await Signalling.join(running.url, "lobby", "Ada")
    running.process.send_signal(signal.SIGTERM)
    await front.told(lambda data: data["draining"])
    running.process.send_signal(second)
    assert (await ada.expect("bye"))["reason"] == "shutdown"
    assert await running.ended() == 0
    await ada.close()


async def test_ctrl_c_ends_a_node_at_once(front: Recorder, running: NodeProcess) -> None:
    ada = await Signalling.join(running.url, "lobby", "Ada")
    running.process.send_signal(signal.SIGINT)
    assert (await ada.expect("bye"))["reason"] == "shutdown"
    assert await running.ended() == 0
    await ada.close()


async def test_a_drain_ends_when_its_time_is_over(front: Recorder, tmp_path: Path) -> None:
    async with node(tmp_path, front.url, GRACE="1") as short:
        ada = await Signalling.join(short.url, "lobby", "Ada")
        short.process.send_signal(signal.SIGTERM)
        await front.told(lambda data: data["draining"] and data["participants"] == 1)
        assert (await ada.expect("bye"))["reason"] == "shutdown"
        assert await short.ended() == 0
        await ada.close()
