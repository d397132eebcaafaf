"""The front when something ends: a node killed, frozen, drained, full; the front itself."""

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from common.beside import beside
from steps.step4_gateway import fleet
from steps.step4_gateway.front import TICK
from steps.step4_gateway.placement import keeper
from tests.bed.client import Participant
from tests.bed.front_bed import (
    RunningFront,
    beat,
    beat_data,
    keep_telling,
    rooms_on_both,
    running_front,
    two_nodes,
)
from tests.bed.node_bed import NodeProcess, node, recorder
from tests.bed.step import free_port
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio
CLOSED_WITHIN = 5.0  # seconds: silence counts after three


@asynccontextmanager
async def stage(
    folder: Path, **settings: str
) -> AsyncIterator[tuple[RunningFront, dict[str, NodeProcess]]]:
    """A front with nodes sfu-1 and sfu-2."""
    async with (
        running_front() as front,
        two_nodes(folder, front.internal, **settings) as nodes,
    ):
        await front.hears("sfu-1", "sfu-2")
        yield front, dict(zip(("sfu-1", "sfu-2"), nodes, strict=True))


async def come_back(front: RunningFront, before: Participant, room: str) -> Participant:
    """Comes back with the token, as a page does."""
    return await Participant.join(front.url, room, "Somebody", token=before.token, last_event=1)


async def test_a_room_of_a_killed_node_goes_on_on_another(tmp_path: Path) -> None:
    async with stage(tmp_path) as (front, nodes):
        ada = await Participant.join(front.url, "talk", "Ada")
        ben = await Participant.join(front.url, "talk", "Ben")
        await ada.send(type="chat", text="Before")
        await ben.send(type="hand", raised=True)
        await ada.expect("chat")
        first = await front.confirmed("talk", people=2)
        kept = front.front.fleet.kept
        await until(lambda: "Before" in str(kept.snapshot_of("talk")), what="the chat")
        nodes[first].process.kill()
        assert await ada.closed(seconds=CLOSED_WITHIN) == 1012
        assert await ben.closed(seconds=CLOSED_WITHIN) == 1012
        again, also = await come_back(front, ada, "talk"), await come_back(front, ben, "talk")
        assert again.welcome["resumed"] and also.welcome["resumed"]
        assert (again.id, also.id) == (ada.id, ben.id)
        assert again.welcome["event"] > ada.welcome["event"]
        assert [line["text"] for line in again.welcome["chat"]] == ["Before"]
        people = {p["name"]: p["hand_raised_at"] for p in also.welcome["participants"]}
        assert set(people) == {"Ada", "Ben"} and people["Ben"]
        assert again.welcome["way"]["node"] == also.welcome["way"]["node"] != first
        assert (await again.expect("offer"))["sdp"]
        await again.leave()
        await also.leave()


async def test_another_room_does_not_notice_that_a_node_is_killed(tmp_path: Path) -> None:
    async with stage(tmp_path) as (front, nodes):
        both = await rooms_on_both(front)
        nodes["sfu-1"].process.kill()
        assert await both["sfu-1"].closed(seconds=CLOSED_WITHIN) == 1012
        await both["sfu-2"].send(type="chat", text="Here")
        assert (await both["sfu-2"].expect("chat"))["text"] == "Here"
        await front.hears("sfu-1", state="down")
        assert len(front.front.entrance.passages) == 1
        await both["sfu-2"].leave()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot freeze a process")
async def test_whoever_is_on_a_frozen_node_is_let_go(tmp_path: Path) -> None:
    async with stage(tmp_path) as (front, nodes):
        ada = await Participant.join(front.url, "talk", "Ada")
        first = await front.confirmed("talk")
        nodes[first].process.send_signal(signal.SIGSTOP)
        try:
            assert await ada.closed(seconds=CLOSED_WITHIN) == 1012
            again = await come_back(front, ada, "talk")
            assert again.welcome["resumed"]
            assert again.welcome["way"]["node"] != first
            await again.leave()
        finally:
            nodes[first].process.send_signal(signal.SIGCONT)


async def test_a_draining_node_keeps_its_room_and_gets_no_new_one(tmp_path: Path) -> None:
    async with stage(tmp_path) as (front, nodes):
        ada = await Participant.join(front.url, "talk", "Ada")
        first = await front.confirmed("talk")
        nodes[first].process.terminate()
        await front.hears(first, state="draining")
        ben = await Participant.join(front.url, "talk", "Ben")
        assert ben.welcome["way"]["node"] == first
        for number in range(8):
            other = await Participant.join(front.url, f"new-{number}", "Cy")
            assert other.welcome["way"]["node"] != first
            await other.leave()
        await ada.leave()
        await ben.leave()
        assert await nodes[first].ended() == 0
        await front.hears(first, state="down")


async def test_full_nodes_are_told_in_a_sentence(tmp_path: Path) -> None:
    async with stage(tmp_path, CAPACITY="1") as (front, _nodes):
        here = (await rooms_on_both(front)).values()
        for somebody in here:
            await front.confirmed(somebody.welcome["room"])
        late = await Participant.open(front.url)
        await late.send(type="join", room="one-more", name="Late")
        error = await late.expect("error")
        assert (error["code"], error["message"]) == (
            "server_full",
            "All media servers are full. Try again in a few minutes.",
        )
        assert (await late.expect("bye"))["reason"] == "error"
        assert await late.closed() == 1008
        for somebody in here:
            await somebody.leave()


async def test_a_front_that_stood_still_takes_no_node_for_dead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the nodes said meanwhile waits in its sockets."""
    monkeypatch.setattr(fleet, "BEAT_SECONDS", 1.0)
    async with running_front() as front:
        assert (await beat(front.internal, beat_data("ghost")))[0] == 200
        ghost = front.front.fleet.nodes["ghost"]
        ghost.failures = 0  # nobody listens there, which is not the question
        time.sleep(1.5)
        await asyncio.sleep(3 * TICK)
        ghost.failures = 0
        assert front.front.fleet.is_healthy(ghost, time.monotonic())

        def is_silent() -> bool:
            ghost.failures = 0
            return not front.front.fleet.is_healthy(ghost, time.monotonic())

        await until(is_silent, what="silence that counts again")


async def test_without_nodes_a_join_waits_a_moment_and_is_refused() -> None:
    async with running_front() as front:
        ada = await Participant.open(front.url)
        await ada.send(type="join", room="talk", name="Ada")
        assert "No media server" in (await ada.expect("error", seconds=20))["message"]
        assert await ada.closed() == 1008


async def test_without_passwords_of_the_gateway_a_join_is_refused(tmp_path: Path) -> None:
    """A page that was in the call comes again by itself after this error."""
    async with (
        running_front(auth_service="http://127.0.0.1:9") as front,
        node(tmp_path, front.internal),
    ):
        await front.hears("sfu-1")
        ada = await Participant.open(front.url)
        await ada.send(type="join", room="talk", name="Ada")
        error = await ada.expect("error")
        assert (error["code"], error["message"]) == (
            "server_full",
            "The gateway gives no passwords now. Try again in a minute.",
        )
        assert await ada.closed() == 1008


async def test_a_join_waits_for_a_node_that_is_about_to_come(tmp_path: Path) -> None:
    port = free_port()
    async with node(tmp_path, f"http://127.0.0.1:{port}"), running_front(port) as front:
        ada = await Participant.open(front.url)
        await ada.send(type="join", room="talk", name="Ada")
        assert (await ada.expect("welcome", seconds=20))["way"]["node"] == "sfu-1"
        await ada.leave()


async def test_a_restarted_front_finds_the_rooms_again(tmp_path: Path) -> None:
    port = free_port()
    async with two_nodes(tmp_path, f"http://127.0.0.1:{port}"):
        async with running_front(port) as front:
            await front.hears("sfu-1", "sfu-2")
            both = await rooms_on_both(front)
        for somebody in both.values():
            assert await somebody.closed() == 4000  # after a bye, which says the same
            assert somebody.websocket.close_reason == "shutdown"
        async with running_front(port) as front:
            for name, somebody in both.items():
                again = await come_back(front, somebody, somebody.welcome["room"])
                assert again.welcome["resumed"]
                assert again.welcome["way"]["node"] == name
                await front.confirmed(somebody.welcome["room"])
                await again.leave()


async def test_two_fronts_bring_a_room_to_the_same_node(tmp_path: Path) -> None:
    async with (
        recorder() as nowhere,
        two_nodes(tmp_path, nowhere.url) as nodes,
        running_front() as one,
        running_front() as other,
    ):
        urls = {f"sfu-{number}": process.url for number, process in enumerate(nodes)}
        async with beside(keep_telling((one, other), urls)):
            await one.hears("sfu-0", "sfu-1")
            await other.hears("sfu-0", "sfu-1")
            used = set()
            for number in range(12):
                ada = await Participant.join(one.url, f"room-{number}", "Ada")
                ben = await Participant.join(other.url, f"room-{number}", "Ben")
                assert {p["name"] for p in ben.welcome["participants"]} == {"Ada", "Ben"}
                assert ada.welcome["way"] == ben.welcome["way"]
                used.add(ada.welcome["way"]["node"])
                await ada.leave()
                await ben.leave()
            assert used == {"sfu-0", "sfu-1"}


async def test_a_room_that_is_on_two_nodes_comes_together(tmp_path: Path) -> None:
    async with stage(tmp_path) as (front, nodes):
        ada = await Participant.join(front.url, "talk", "Ada")
        first = await front.confirmed("talk")
        names = (f"also-{number}" for number in count())
        other = next(name for name in names if keeper("talk", [name, first]) == name)
        talk = [{"name": "talk", "event": 1, "people": ["Ben"]}]
        said = beat_data(other, url=nodes[first].url, rooms=talk)
        assert (await beat(front.internal, said))[0] == 200
        assert await ada.closed(seconds=CLOSED_WITHIN) == 1012
        assert front.front.fleet.choose("talk", time.monotonic()).name == other
