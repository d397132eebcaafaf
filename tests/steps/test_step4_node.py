"""A node: step 2 on a private address, whose rooms go on elsewhere, and which drains."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from common.http_protocol import REQUEST_BYTES
from common.signaling import Chat, Hand, Join, Speaking
from steps.step2_sfu.port import Port
from steps.step4_gateway.node import Node
from steps.step4_gateway.node_settings import parse_settings
from tests.bed.node_bed import (
    NODE_HOST,
    SECRET,
    NodeProcess,
    Recorder,
    node,
    post_room,
    recorder,
    snapshot_in,
)
from tests.bed.rtc_peer import RtcPeer
from tests.bed.rtc_signalling import Signalling
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio

GOOD = {"ADVERTISE": "127.0.1.1", "FRONT": "http://127.0.0.1:8104", "HEARTBEAT_SECRET": SECRET}


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


async def snapshot_of(front: Recorder, condition: Callable[[Any], object]) -> dict[str, Any]:
    """The next snapshot of the lobby of which something is true."""

    def found(data: dict[str, Any]) -> bool:
        lobby = snapshot_in(data, "lobby")
        return lobby is not None and bool(condition(lobby))

    return snapshot_in(await front.told(found), "lobby") or {}


async def example(front: Recorder, running: NodeProcess) -> dict[str, Any]:
    """The snapshot of a room that has ended since."""
    ada = await Signalling.join(running.url, "lobby", "Ada")
    snapshot = await snapshot_of(front, lambda lobby: lobby["participants"])
    await ada.leave()
    await front.told(lambda data: not data["rooms"])
    return snapshot


async def test_a_node_says_where_it_is_and_who_is_there(
    front: Recorder, running: NodeProcess
) -> None:
    ada = await Signalling.join(running.url, "lobby", "Ada")
    told = await front.told(lambda data: data["participants"] == 1)
    assert (told["node"], told["url"], told["draining"]) == ("sfu-1", running.url, False)
    assert told["media"] == running.url.removeprefix("http://")
    (lobby,) = told["rooms"]
    assert (lobby["name"], lobby["people"]) == ("lobby", ["Ada"]) and lobby["event"] >= 1
    assert len({sealed.data["boot"] for sealed in front.beats}) == 1
    assert 0 < ada.id < 10**15
    await ada.leave()
    await front.told(lambda data: data["participants"] == 0 and data["rooms"] == [])


async def test_a_node_offers_nothing_but_its_private_address(running: NodeProcess) -> None:
    ada = await Signalling.join(running.url, "lobby", "Ada")
    offer = await ada.expect("offer")
    candidates = [row for row in offer["sdp"].split("\r\n") if row.startswith("a=candidate")]
    assert candidates and all(f" {NODE_HOST} " in row for row in candidates)
    assert ada.welcome["ice_servers"] == []
    await ada.close()


def test_ids_begin_somewhere_else_on_each_node() -> None:
    ids = []
    for _node in range(2):
        port = Port(["127.0.0.1"], 0)
        one = Node(parse_settings(GOOD, "sfu-host"), port)
        ids.append(one.meeting.enter(Join("lobby", "Ada")).id)
        port.sockets[0].close()
    assert abs(ids[0] - ids[1]) > 1_000 and all(0 < number < 10**15 for number in ids)


def test_what_must_outlive_a_node_is_urgent() -> None:
    port = Port(["127.0.0.1"], 0)
    one = Node(parse_settings(GOOD, "sfu-host"), port)
    port.sockets[0].close()
    told: list[str] = []
    ada = one.meeting.enter(Join("lobby", "Ada", microphone=True))
    one.on_urgent = lambda: told.append("urgent")
    one.meeting.apply(ada, Speaking(True))
    one.meeting.apply(ada, Hand(True))
    assert told == []
    one.meeting.apply(ada, Chat("Hello"))
    assert len(told) == 1
    one.meeting.remove(ada, "removed")
    assert len(told) == 2


async def test_a_room_goes_on_on_another_node(front: Recorder, tmp_path: Path) -> None:
    async with node(tmp_path, front.url, NODE="sfu-1") as first:
        ada = await Signalling.join(first.url, "lobby", "Ada", microphone=True)
        await ada.send(type="hand", raised=True)
        await ada.send(type="chat", text="Hello")
        chat = await ada.expect("chat")
        snapshot = await snapshot_of(front, lambda lobby: lobby["chat"])
        await first.kill()
        await ada.closed()
    async with node(tmp_path, front.url, NODE="sfu-2") as second:
        assert await post_room(second.url, snapshot) == (204, "")
        assert await post_room(second.url, snapshot) == (204, "")  # one front, or two
        await front.told(lambda data: [r["people"] for r in data["rooms"]] == [["Ada"]])
        back = await Signalling.join(
            second.url, "lobby", "Whoever", token=ada.token, last_event=chat["event"] + 3
        )
        assert (back.id, back.welcome["resumed"]) == (ada.id, True)
        (present,) = back.welcome["participants"]
        assert present["name"] == "Ada" and present["hand_raised_at"] and present["connected"]
        assert [line["text"] for line in back.welcome["chat"]] == ["Hello"]
        assert back.welcome["event"] > chat["event"] + 3
        assert (await back.expect("offer"))["revision"] == 1
        await back.leave()


async def test_media_flow_again_after_a_move(front: Recorder, tmp_path: Path) -> None:
    async with node(tmp_path, front.url, NODE="sfu-1") as first:
        ada, ben = [
            await RtcPeer.join(first.url, "lobby", name, host=NODE_HOST) for name in ("Ada", "Ben")
        ]
        tokens = [ada.signalling.token, ben.signalling.token]
        whole = await snapshot_of(front, lambda lobby: len(lobby["participants"]) == 2)
        await first.kill()
        await asyncio.gather(ada.vanish(), ben.vanish())
    async with node(tmp_path, front.url, NODE="sfu-2") as second:
        assert await post_room(second.url, whole) == (204, "")
        ada, ben = [
            await RtcPeer.join(second.url, "lobby", "Back", token=token, host=NODE_HOST)
            for token in tokens
        ]
        ada.publish()
        await ben.has(ada.pictures)
        await front.told(lambda data: data["packets"] > 0 and data["cpu"] >= 0)
        await asyncio.gather(ada.leave(), ben.leave())


async def test_a_forged_restore_changes_nothing(front: Recorder, running: NodeProcess) -> None:
    snapshot = await example(front, running)
    assert await post_room(running.url, snapshot, "guessed") == (
        403,
        "The message is not signed with our secret.",
    )
    async with httpx.AsyncClient(trust_env=False) as client:
        for body, status in [(b"", 403), (b"{}", 403), (b"x" * 1_050_000, 403)]:
            answer = await client.post(f"{running.url}/rooms", content=body)
            assert answer.status_code == status and answer.json()["message"]
        assert (await client.get(f"{running.url}/rooms")).status_code == 405
        assert (await client.get(f"{running.url}/healthz")).json()["rooms"] == 0
        rebound = await client.post(f"{running.url}/rooms", headers={"Host": "evil.example"})
        assert rebound.status_code == 403


async def test_a_signed_restore_of_nonsense_is_a_sentence(
    front: Recorder, running: NodeProcess
) -> None:
    snapshot = await example(front, running)
    snapshot["participants"][0]["presence"]["id"] = "seven"
    status, sentence = await post_room(running.url, snapshot)
    assert status == 400 and "participant 1: presence: the field id must be" in sentence
    assert (await post_room(running.url, {}))[0] == 400
    assert "secret" not in running.log and "Traceback" not in running.log


async def test_a_long_snapshot_is_taken_and_who_does_not_come_back_is_given_up(
    front: Recorder, running: NodeProcess
) -> None:
    snapshot = await example(front, running)
    line = {"event": 0, "id": 7, "name": "👋" * 64, "text": "👋" * 200, "at": 0}
    snapshot["event"] = 200
    snapshot["chat"] = [line | {"event": number} for number in range(100)]
    assert len(json.dumps(snapshot, ensure_ascii=False).encode()) > REQUEST_BYTES
    assert await post_room(running.url, snapshot) == (204, "")
    await front.told(lambda data: data["participants"] == 1)
    await front.told(lambda data: data["participants"] == 0, seconds=15)


async def test_no_secret_is_in_the_log(front: Recorder, running: NodeProcess) -> None:
    ada = await Signalling.join(running.url, "lobby", "Ada")
    front.refuses = True
    await until(lambda: "does not take heartbeats: 403" in running.log, what="a warning")
    assert SECRET not in running.log and ada.token not in running.log
    await ada.close()
