"""The waiting room, in every step: who waits hears nothing, and comes in when a presenter says."""

import asyncio

import httpx
import pytest

from common import limits
from tests.bed.client import Participant
from tests.bed.keyed import SETTINGS as SETTINGS
from tests.bed.keyed import enter, key, knock, turned_away
from tests.bed.step import Step

pytestmark = [pytest.mark.anyio, pytest.mark.security]

STEPS = [1, 2, 3, 4]


async def close_door(presenter: Participant) -> None:
    """A presenter lets newcomers wait."""
    await presenter.send(type="waiting_room", on=True)
    await presenter.expect("waiting_room", on=True)


async def listed(presenter: Participant, *names: str) -> list[int]:
    """The numbers of those who wait, once a presenter is told that it is these."""
    while True:
        told = await presenter.expect("waiting_list")
        if [person["name"] for person in told["people"]] == list(names):
            return [person["id"] for person in told["people"]]


async def welcomed(somebody: Participant) -> Participant:
    """Somebody who was let in."""
    somebody.welcome = await somebody.expect("welcome")
    return somebody


def kinds(somebody: Participant) -> set[str]:
    """What somebody was told of, without the heartbeat."""
    return {message["type"] for message in somebody.messages} - {"ping"}


async def test_who_waits_hears_nothing_until_they_are_admitted_and_then_comes_back_at_will(
    step: Step, room: str, pia: Participant, gus: Participant
) -> None:
    await close_door(pia)
    assert (await gus.expect("waiting_room"))["on"] is True
    own = key(room)
    ned = await knock(step.url, room, "Ned", own)
    (number,) = await listed(pia, "Ned")
    await pia.send(type="chat", text="a secret")
    await gus.expect("chat", text="a secret")
    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {"Authorization": f"Bearer {own}"}
        answer = await client.get(f"{step.url}/rooms/{room}/people", headers=headers)
        assert "Ned" not in answer.json()["names"]
    assert kinds(ned) == {"waiting"}
    assert not [m for m in gus.messages if "Ned" in str(m)]
    await pia.send(type="admit", waiting=number)
    await welcomed(ned)
    assert ned.welcome["waiting_room"] is True and ned.welcome["rights"] == "talk"
    await gus.expect("participant_joined")
    await listed(pia)
    await ned.drop()
    back = await Participant.join(step.url, room, "Ned", key=own, token=ned.token)
    assert back.id == ned.id and "waiting" not in kinds(back)
    assert not [m for m in gus.messages + back.messages if m["type"] == "waiting_list"]
    await back.leave()


async def test_who_is_turned_away_is_told_so_and_the_others_wait_on(
    step: Step, room: str, pia: Participant
) -> None:
    await close_door(pia)
    mal, ned = await knock(step.url, room, "Mal"), await knock(step.url, room, "Ned")
    first, second = await listed(pia, "Mal", "Ned")
    await pia.send(type="turn_away", waiting=first)
    error = await mal.expect("error")
    assert (error["code"], await mal.closed()) == ("turned_away", 1008)
    assert "not let you in" in error["message"] and kinds(mal) == {"waiting", "error", "bye"}
    assert await listed(pia, "Ned") == [second]
    for message in ({"type": "turn_away", "waiting": first}, {"type": "admit", "waiting": first}):
        await pia.send(**message)
        error = await pia.expect("error")
        assert (error["code"], error["field"]) == ("not_found", "waiting")
    assert kinds(ned) == {"waiting"}
    await ned.send(type="leave")
    await ned.closed()
    await listed(pia)
    assert "participant_joined" not in kinds(pia)
    await asyncio.gather(mal.close(), ned.close())


async def test_all_are_admitted_or_the_waiting_room_is_switched_off(
    step: Step, room: str, pia: Participant
) -> None:
    await close_door(pia)
    first = [await knock(step.url, room, "Ada"), await knock(step.url, room, "Ada")]
    await listed(pia, "Ada", "Ada (2)")
    await pia.send(type="admit")
    await asyncio.gather(*map(welcomed, first))
    last = await knock(step.url, room, "Cid")
    await listed(pia, "Cid")
    await pia.send(type="lock", locked=True)
    locked, _code = await turned_away(step.url, room, key=key(room))
    assert locked[0]["code"] == "locked"
    await pia.send(type="waiting_room", on=False)
    await welcomed(last)
    assert last.welcome["waiting_room"] is False
    await pia.send(type="lock", locked=False)
    await pia.expect("locked", locked=False)
    newcomer = await enter(step.url, room, "Ned")
    assert "waiting" not in kinds(newcomer)
    for one in (*first, last, newcomer):
        await one.leave()


async def test_who_waits_can_do_nothing_and_a_flood_ends_it(
    step: Step, room: str, pia: Participant
) -> None:
    await close_door(pia)
    eve = await knock(step.url, room, "Eve")
    for message in (
        {"type": "chat", "text": "psst"},
        {"type": "admit"},
        {"type": "join", "room": room, "name": "Eve", "key": key(room, "present")},
    ):
        await eve.send(**message)
        assert (await eve.expect("error"))["code"] == "waiting"
    for _ in range(200):
        await eve.send(type="hand", raised=True)
    assert await eve.closed() == 1008
    await listed(pia)
    assert eve.messages[-1]["reason"] == "flood" and "welcome" not in kinds(eve)
    assert kinds(pia) <= {
        *("welcome", "waiting_room", "waiting_list", "offer", "participant_updated")
    }
    await eve.close()


async def test_many_who_come_and_go_are_told_of_twice_a_second_at_most(
    step: Step, room: str, pia: Participant
) -> None:
    await close_door(pia)
    began = asyncio.get_running_loop().time()
    crowd = await asyncio.gather(*(knock(step.url, room, f"Guest {n}") for n in range(20)))
    await asyncio.gather(*(one.drop() for one in crowd))
    await listed(pia)
    passed = asyncio.get_running_loop().time() - began
    told = [m for m in pia.messages if m["type"] == "waiting_list"]
    assert len(told) <= 2 * passed + 2
    await pia.send(type="chat", text="all well")
    await pia.expect("chat", text="all well")


async def test_one_link_keeps_nobody_out_who_comes_by_another(
    step: Step, room: str, pia: Participant
) -> None:
    await close_door(pia)
    own = key(room)
    crowd = [await knock(step.url, room, f"A{n}", own) for n in range(limits.WAITING_PER_ROOM)]
    messages, _ = await turned_away(step.url, room, key=own)
    assert messages[0]["code"] == "room_full"
    ben = await knock(step.url, room, "Ben")
    error = await crowd[-1].expect("error")
    assert (error["code"], await crowd[-1].closed()) == ("room_full", 1008)
    await listed(pia, *(f"A{n}" for n in range(limits.WAITING_PER_ROOM - 1)), "Ben")
    await pia.send(type="admit")
    await asyncio.gather(*map(welcomed, [*crowd[:-1], ben]))
    await asyncio.gather(*(somebody.leave() for somebody in [*crowd[:-1], ben]))


async def test_who_is_lost_without_a_word_waits_no_more(
    step: Step, room: str, pia: Participant
) -> None:
    await close_door(pia)
    lost = await Participant.open(step.url)
    lost.answers_pings = False
    await lost.send(type="join", room=room, name="Lost", key=key(room))
    await lost.expect("waiting")
    ned = await knock(step.url, room, "Ned")
    await listed(pia, "Lost", "Ned")
    told = await pia.expect("waiting_list", seconds=limits.PONG_SECONDS + 10)
    assert [person["name"] for person in told["people"]] == ["Ned"]
    await asyncio.gather(lost.close(), ned.close())


async def test_they_wait_on_when_everybody_has_left_and_so_does_who_comes_then(
    step: Step, room: str
) -> None:
    presenter = await enter(step.url, room, "Pia", "present")
    await close_door(presenter)
    ned = await knock(step.url, room, "Ned")
    await presenter.leave()
    told = await ned.expect("waiting", presenter=False)
    assert "Nobody who could let you in is here" in told["message"]
    cid = await knock(step.url, room, "Cid")
    assert kinds(ned) == {"waiting"}
    again = await enter(step.url, room, "Pia", "present")
    assert again.welcome["waiting_room"] is True
    await listed(again, "Ned", "Cid")
    for one in (ned, cid):
        await one.expect("waiting", presenter=True)
    # Each is told what is so as they come, and each change of it once.
    assert [m["presenter"] for m in ned.messages if m["type"] == "waiting"] == [True, False, True]
    assert [m["presenter"] for m in cid.messages if m["type"] == "waiting"] == [False, True]
    await again.send(type="admit")
    await asyncio.gather(welcomed(ned), welcomed(cid))
    for one in (ned, cid, again):
        await one.leave()


async def test_a_link_that_was_barred_meanwhile_opens_the_room_no_more(
    step: Step, room: str, pia: Participant
) -> None:
    shared = key(room)
    mal = await Participant.join(step.url, room, "Mal", key=shared)
    await close_door(pia)
    second = await knock(step.url, room, "Mal", shared)
    await pia.send(type="remove", participant=mal.id)
    await mal.expect("bye", reason="removed")
    await pia.send(type="admit")
    assert (await second.expect("error"))["code"] == "no_entry"
    await asyncio.gather(mal.close(), second.close())
