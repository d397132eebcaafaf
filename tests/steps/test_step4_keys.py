"""Keys in step 4: the front looks at them first, and knows what its nodes have barred."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from common.access import Key, read
from common.fields import ProtocolError
from common.key_settings import keys_of
from common.keys import Keys
from common.presence import Room
from common.rooms import Rooms
from common.signaling import Join
from steps.step4_gateway.announcement import read as read_announcement
from steps.step4_gateway.heartbeat import Heart, Known, Load
from steps.step4_gateway.snapshot import as_data, parse, restored, take
from tests.bed.front_bed import RunningFront, beat, beat_data, running_front, two_nodes
from tests.bed.keyed import SECRET, SETTINGS, enter, key, knock, turned_away
from tests.bed.node_bed import IDENTITY, node
from tests.bed.waiting import until, until_async

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def keyed_front(**changes: Any) -> AsyncIterator[RunningFront]:
    """A front that asks for keys."""
    async with running_front(keys=keys_of(SECRET), **changes) as front:
        yield front


def barred(text: str) -> list[list[Any]]:
    """What a node says in a heartbeat of the one key that it has barred."""
    known = read(text, SECRET.encode())
    return [[known.jti, known.exp]]


async def test_a_stranger_has_no_room_placed_and_is_answered_without_a_node() -> None:
    async with keyed_front() as front:
        messages, code = await turned_away(front.url, "tea")
        assert (messages[0]["code"], code) == ("no_entry", 1008)
        messages, code = await turned_away(front.url, "tea", key=key("tea", seconds=-1))
        assert (messages[0]["code"], code) == ("no_entry", 1008)
        assert not front.front.entrance.passages


async def test_what_one_node_has_barred_the_front_opens_on_no_other(tmp_path: Path) -> None:
    own = key("tea")
    async with keyed_front() as front, node(tmp_path, front.internal, **SETTINGS):
        await front.hears("sfu-1")
        assert (await beat(front.internal, beat_data("ghost", barred=barred(own))))[0] == 200
        messages, _code = await turned_away(front.url, "tea", key=own)
        assert "opens the room no more" in messages[0]["message"]
        nodes = front.front.fleet.nodes
        answered = nodes["sfu-1"].said.beat + 1
        await until(lambda: nodes["sfu-1"].said.beat > answered, what="a node that was told so")
        messages, _code = await turned_away(front.url, "tea", key=own, token="1.of-nobody")
        assert "opens the room no more" in messages[0]["message"]
        await (await enter(front.url, "tea", "Ada")).leave()


async def test_a_front_hears_from_its_nodes_whom_they_have_removed(tmp_path: Path) -> None:
    own = key("tea")
    async with keyed_front() as front, node(tmp_path, front.internal, **SETTINGS):
        await front.hears("sfu-1")
        pia = await enter(front.url, "tea", "Pia", "present")
        mal = await enter(front.url, "tea", "Mal", key=own)
        await pia.send(type="remove", participant=mal.id)
        await mal.expect("bye", reason="removed")

        async def learned() -> bool:
            return read(own, SECRET.encode()).jti in front.front.keys.barred

        await until_async(learned, what="a heartbeat that tells of it")
        await mal.close()
        await pia.leave()


async def test_who_waits_on_a_node_that_is_killed_waits_again_on_another(tmp_path: Path) -> None:
    own = key("tea", "present")
    async with keyed_front() as front, two_nodes(tmp_path, front.internal, **SETTINGS) as nodes:
        await front.hears("sfu-1", "sfu-2")
        pia = await enter(front.url, "tea", "Pia", key=own)
        await pia.send(type="waiting_room", on=True)
        ned = await knock(front.url, "tea", "Ned")
        await pia.expect("waiting_list")
        first, kept = await front.confirmed("tea"), front.front.fleet.kept
        await until(lambda: (kept.snapshot_of("tea") or {}).get("waiting_room"), what="a snapshot")
        nodes[int(first[-1]) - 1].process.kill()
        assert await ned.closed(seconds=10) == await pia.closed(seconds=10) == 1012
        late = await knock(front.url, "tea", "Ned")  # the first to be there
        again = await enter(front.url, "tea", "Pia", key=own, token=pia.token)
        assert again.welcome["resumed"] and again.welcome["waiting_room"]
        assert again.welcome["way"]["node"] != first
        await again.expect("waiting_list")
        await again.send(type="admit")
        await late.expect("welcome")
        await again.leave()
        await late.close()


async def test_a_node_that_is_reached_past_the_front_asks_for_a_key_too(tmp_path: Path) -> None:
    async with keyed_front() as front, node(tmp_path, front.internal, **SETTINGS) as there:
        messages, code = await turned_away(there.url, "tea")
        assert (messages[0]["code"], code) == ("no_entry", 1008)
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.post(f"{there.url}/whip/tea")).status_code == 401


@pytest.mark.parametrize("bad", [7, [7], [["x"]], [["x", -1]], [["a b", 1]], [["x", "1"]]])
def test_nonsense_about_barred_keys_is_a_sentence(bad: Any) -> None:
    with pytest.raises(ProtocolError, match="barred"):
        read_announcement(beat_data(barred=bad))


def test_a_heartbeat_tells_of_barred_keys() -> None:
    keys = Keys(SECRET.encode())
    keys.bar([("one", 2_000)], now=1_000)
    beat = Heart(IDENTITY, 200, Rooms(), keys).beat(Known(), Load(0, 0))
    told = read_announcement(json.loads(json.dumps(beat.data)))
    assert told.barred == (("one", 2_000),)


def test_a_room_that_moves_stays_locked() -> None:
    rooms = Rooms()
    room: Room = rooms.enter(Join("tea", "Ada"), "secret", clock_ms=0).room
    for locked in (False, True):
        room.lock(locked=locked)
        data = json.loads(json.dumps(as_data(take(room))))
        assert restored(parse(data), now=0.0).locked is locked


def test_a_room_that_moves_lets_people_wait_and_shows_the_same_one_large() -> None:
    rooms = Rooms()
    ada = rooms.enter(Join("tea", "Ada"), "secret", clock_ms=0)
    for on, spotlight in ((True, ada.id), (False, None)):
        ada.room.switch_waiting_room(on=on)
        ada.room.turn_spotlight(spotlight)
        data = json.loads(json.dumps(as_data(take(ada.room))))
        room = restored(parse(data), now=0.0)
        assert (room.waiting_room.on, room.spotlight) == (on, spotlight)


def test_who_moves_with_a_room_comes_back_by_a_key_that_has_expired_and_can_be_barred() -> None:
    keys, own, rooms = keys_of(SECRET), Key("tea", "talk", 2_000, "g"), Rooms()
    gus = rooms.enter(Join("tea", "Gus"), "secret", clock_ms=0, key=own)
    data = json.loads(json.dumps(as_data(take(gus.room))))
    there = restored(parse(data), now=0.0).participants[gus.id]
    assert keys.returning(keys.sign(own), "tea", there.key, now=3_000) == own
    assert there.rights == "talk" and there.key == own  # which a removal bars
    for bad in ("g", {}, {**data["participants"][0]["key"], "rights": "all"}):
        data["participants"][0]["key"] = bad
        with pytest.raises(ProtocolError, match="participant 1: the field key"):
            parse(data)


def test_of_a_room_for_which_somebody_only_waits_nothing_is_kept_but_its_place() -> None:
    rooms = Rooms()
    ada = rooms.enter(Join("tea", "Ada"), "secret", clock_ms=0)
    rooms.wait(ada.room, Join("tea", "Ben"), lambda _let_in: None)
    rooms.leave(ada, "left")
    beat = Heart(IDENTITY, 200, rooms, Keys()).beat(Known(), Load(0, 0))
    told = read_announcement(json.loads(json.dumps(beat.data)))
    assert told.snapshots == () and [(r.name, r.people) for r in told.rooms] == [("tea", ())]


@pytest.mark.parametrize("rights", [None, "watch", "talk"])
async def test_who_does_not_present_sees_neither_stage_nor_lobby(rights: str | None) -> None:
    async with (
        keyed_front(stage="http://127.0.0.1:9/stage", stage_token="t") as front,
        httpx.AsyncClient(trust_env=False, base_url=front.url) as client,
    ):
        headers = {"Origin": front.url}
        if rights:
            headers["Authorization"] = f"Bearer {key('tea', rights)}"
        for path in ("/stage", "/lobby/events"):
            assert (await client.get(path, headers=headers)).status_code == 404
        answer = await client.post("/stage", json={"action": "add"}, headers=headers)
        assert answer.status_code == 404
        late = headers | {"Authorization": f"Bearer {key('tea', 'present', seconds=-1)}"}
        assert (await client.get("/stage", headers=late)).status_code == 404
        good = headers | {"Authorization": f"Bearer {key('tea', 'present')}"}
        assert (await client.get("/stage", headers=good)).status_code == 502  # nobody answers there


async def test_a_presenter_sees_in_the_lobby_no_room_but_their_own() -> None:
    rooms = [{"name": name, "event": 1, "people": [f"{name}-Ada"]} for name in ("tea", "coffee")]
    async with (
        keyed_front() as front,
        httpx.AsyncClient(trust_env=False, base_url=front.url) as client,
    ):
        await beat(front.internal, beat_data(rooms=rooms), at=time.time())
        headers = {"Authorization": f"Bearer {key('tea', 'present')}"}
        async with client.stream("GET", "/lobby/events", headers=headers) as answer:
            assert answer.status_code == 200
            async for line in answer.aiter_lines():
                told = json.loads(line.removeprefix("data: "))
                break
        assert [room["name"] for room in told["rooms"]] == ["tea"]
        assert "coffee" not in json.dumps(told)
