"""The front with two real nodes: who joins is brought to one, and told the way."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from common import limits
from steps.step4_gateway.heartbeat import PURPOSE
from steps.step4_gateway.lobby import LISTENERS
from steps.step4_gateway.signed import seal
from tests.bed.client import Participant
from tests.bed.front_bed import (
    SETTINGS,
    TURN_SECRET,
    TURN_URLS,
    RunningFront,
    beat,
    beat_data,
    post,
    rooms_on_both,
    running_front,
    two_nodes,
)
from tests.bed.node_bed import SECRET
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio
STAGE_TOKEN = "a token of the stage"


@pytest.fixture(scope="module")
async def front(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningFront]:
    """A front with two nodes."""
    async with (
        running_front(stage="http://127.0.0.1:9/stage", stage_token=STAGE_TOKEN) as opened,
        two_nodes(tmp_path_factory.mktemp("nodes"), opened.internal),
    ):
        await opened.hears("sfu-1", "sfu-2")
        yield opened


async def fetch(url: str, **options: str) -> httpx.Response:
    """A page of the front."""
    async with httpx.AsyncClient(trust_env=False, headers=options) as client:
        return await client.get(url)


async def test_a_join_is_answered_with_the_gateway_and_the_way(front: RunningFront) -> None:
    ada = await Participant.join(front.url, "front-welcome", "Ada")
    server = ada.welcome["ice_servers"][0]
    assert server["urls"] == list(TURN_URLS)
    expiry, _, participant = server["username"].partition(":")
    assert participant == str(ada.id)
    assert 0 < int(expiry) - time.time() <= 300
    assert ada.welcome["way"] == {
        "node": await front.confirmed("front-welcome"),
        "gateway": TURN_URLS[0],
    }
    assert (await ada.expect("offer"))["sdp"].startswith("v=0")
    await ada.leave()


async def test_people_in_one_room_are_on_one_node(front: RunningFront) -> None:
    ada = await Participant.join(front.url, "front-together", "Ada")
    ben = await Participant.join(front.url, "front-together", "Ben")
    await ada.send(type="chat", text="Hello")
    assert (await ben.expect("chat"))["text"] == "Hello"
    assert ada.welcome["way"] == ben.welcome["way"]
    await ada.leave()
    assert (await ben.expect("participant_left"))["reason"] == "left"
    await ben.leave()
    assert ben.websocket.close_code == 4000


async def test_rooms_are_on_both_nodes(front: RunningFront) -> None:
    both = await rooms_on_both(front)
    assert set(both) == {"sfu-1", "sfu-2"}
    for somebody in both.values():
        await somebody.leave()


async def test_a_participant_comes_back_with_the_token(front: RunningFront) -> None:
    ada = await Participant.join(front.url, "front-back", "Ada")
    await ada.drop()
    again = await Participant.join(front.url, "front-back", "Ada", token=ada.token)
    assert again.welcome["resumed"]
    assert again.id == ada.id
    assert again.welcome["ice_servers"]
    await again.leave()


async def test_a_page_of_another_site_is_refused(front: RunningFront) -> None:
    with pytest.raises(Exception, match="403"):
        await Participant.open(front.url, origin="http://evil.example")
    assert (await fetch(f"{front.url}/healthz", Host="evil.example")).status_code == 403


async def test_the_first_message_must_be_a_join_and_not_huge(front: RunningFront) -> None:
    wrong = await Participant.open(front.url)
    await wrong.send(type="hand", raised=True)
    assert (await wrong.expect("error"))["code"] == "invalid"
    await wrong.websocket.send("x" * 70_000)
    assert (await wrong.expect("bye"))["reason"] == "error"
    assert await wrong.closed() == 1009


async def test_whoever_says_nothing_is_sent_away(
    front: RunningFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "JOIN_SECONDS", 0.1)
    silent = await Participant.open(front.url)
    assert (await silent.expect("bye"))["reason"] == "idle"
    assert await silent.closed() == 1008
    assert not front.front.entrance.passages


async def test_a_flood_of_messages_ends_at_the_node_and_with_its_reason(
    front: RunningFront,
) -> None:
    ada = await Participant.join(front.url, "front-flood", "Ada")
    ben = await Participant.join(front.url, "front-flood", "Ben")
    for _ in range(130):
        await ada.send(type="hand", raised=True)
    assert (await ada.expect("bye"))["reason"] == "flood"
    assert await ada.closed() == 1008
    await ben.send(type="chat", text="Still here")
    assert (await ben.expect("chat"))["text"] == "Still here"
    await ben.leave()


async def test_a_browser_that_never_reads_is_cut_off_and_harms_nobody(
    front: RunningFront,
) -> None:
    deaf = await Participant.join(front.url, "front-deaf", "Deaf")
    deaf.websocket.transport.pause_reading()
    ada = await Participant.join(front.url, "front-deaf", "Ada")
    ben = await Participant.join(front.url, "front-deaf", "Ben")
    (passage,) = (p for p in front.front.entrance.passages if p.participant == deaf.id)
    said = 0
    deadline = time.monotonic() + 60
    while passage in front.front.entrance.passages:
        assert time.monotonic() < deadline
        await ada.send(type="chat", text="x" * 2_000)
        said += 1
        await ben.expect("chat")
        assert passage.attendance.outlet.backlog() < limits.BACKLOG_BYTES + 64 * 1024
        await asyncio.sleep(0.03)  # a person may say fifty lines a second
    assert said > 10
    await deaf.drop()
    await ada.leave()
    await ben.leave()


async def test_bad_heartbeats_are_refused_and_change_nothing(front: RunningFront) -> None:
    data = beat_data("sfu-1", draining=True)
    stale = await beat(front.internal, data, time.time() - 6)
    early = await beat(front.internal, data, time.time() + 6)
    forged = await beat(front.internal, data, secret="guessed")
    other = await post(front.internal, seal(SECRET.encode(), "restore", data, time.time()))
    noise = await post(front.internal, b"\xff" * 100)
    for status, answer in (stale, early, forged, other, noise):
        assert status == 403
        assert answer["message"].endswith(".")
    assert (await beat(front.internal, {"node": "sfu-1"}))[0] == 400
    assert front.front.fleet.nodes["sfu-1"].said.capacity == 200
    await front.hears("sfu-1")


async def test_a_heartbeat_that_is_sent_again_is_refused(front: RunningFront) -> None:
    body = seal(SECRET.encode(), PURPOSE, beat_data("replayed"), time.time())
    assert (await post(front.internal, body))[0] == 200
    status, answer = await post(front.internal, body)
    assert status == 403
    assert "has come before" in answer["message"]
    del front.front.fleet.nodes["replayed"]


async def test_a_node_whose_clock_is_set_back_is_heard_as_before(front: RunningFront) -> None:
    for seconds in (3, -3, 0):
        told = beat_data("clock", participants=3 + seconds)
        assert (await beat(front.internal, told, time.time() + seconds))[0] == 200
        assert front.front.fleet.nodes["clock"].said.participants == 3 + seconds
    del front.front.fleet.nodes["clock"]


async def test_the_public_door_takes_no_heartbeats(front: RunningFront) -> None:
    body = seal(SECRET.encode(), PURPOSE, beat_data("outside"), time.time())
    assert (await post_raw(f"{front.url}/nodes", body)).status_code == 404
    assert "outside" not in front.front.fleet.nodes


async def post_raw(url: str, body: bytes, **headers: str) -> httpx.Response:
    """A POST with these headers."""
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(url, content=body, headers=headers)


async def test_the_lobby_tells_who_is_where_as_it_changes(front: RunningFront) -> None:
    async with (
        httpx.AsyncClient(trust_env=False) as client,
        client.stream("GET", f"{front.url}/lobby/events") as stream,
    ):
        assert stream.headers["content-type"].startswith("text/event-stream")
        ada = await Participant.join(front.url, "front-lobby", "Ada")
        async for line in stream.aiter_lines():
            state = json.loads(line.removeprefix("data: ") or "{}")
            rooms = [one for one in state.get("rooms", ()) if one["name"] == "front-lobby"]
            if rooms:
                break
    node = ada.welcome["way"]["node"]
    assert rooms == [{"name": "front-lobby", "node": node, "people": ["Ada"]}]
    states = {one["name"]: one["state"] for one in state["nodes"]}
    assert states["sfu-1"] == states["sfu-2"] == "up"
    await ada.leave()
    await until(lambda: front.front.lobby.listeners == 0, what="the end of the stream")


async def test_the_lobby_has_so_many_listeners(front: RunningFront) -> None:
    async with httpx.AsyncClient(trust_env=False, limits=httpx.Limits()) as client:
        requests = [client.build_request("GET", f"{front.url}/lobby/events") for _ in range(20)]
        answers = [await client.send(request, stream=True) for request in requests]
        codes = [answer.status_code for answer in answers]
        assert codes == [200] * LISTENERS + [503] * (20 - LISTENERS)
        for answer in answers:
            await answer.aclose()
    await until(lambda: front.front.lobby.listeners == 0, what="the end of the streams")


async def test_no_secret_is_in_a_page_or_in_the_log(
    front: RunningFront, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ada = await Participant.join(front.url, "front-secrets", "Ada")
    password = ada.welcome["ice_servers"][0]["credential"]
    await beat(front.internal, beat_data("sfu-1"), secret="guessed")
    paths = ("", "healthz", "metrics", "lobby", "stage", "lobby.js")
    shown = [(await fetch(f"{front.url}/{path}")).text for path in paths]
    shown += [repr(SETTINGS), repr(front.front.fleet.nodes)]
    ours = [r for r in caplog.records if r.name.startswith(("steps", "common", "httpx"))]
    shown += [record.getMessage() for record in ours]
    for secret in (SECRET, TURN_SECRET, STAGE_TOKEN, password, ada.token):
        assert not [text for text in shown if secret in text]
    await ada.leave()
