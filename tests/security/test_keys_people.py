"""Who is in a room, told before joining: to holders of a key to it, and to nobody else."""

import time
from typing import Any

import httpx
import pytest

from common import limits
from common.people import NAMES
from common.rooms import Rooms
from common.signaling import Join
from steps.step4_gateway.fleet import Fleet
from tests.bed import keyed
from tests.bed.client import Participant
from tests.bed.keyed import BAD, enter, is_untouched, key
from tests.bed.step import Step
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.security]

STEPS = [1, 2, 3, 4]
SETTINGS = keyed.SETTINGS
NOTHING: dict[str, Any] = {"count": None, "names": []}


async def look(url: str, room: str, text: str | None) -> tuple[int, Any]:
    """What the server tells whoever asks with this key."""
    headers = {"Authorization": f"Bearer {text}"} if text else {}
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{url}/rooms/{room}/people", headers=headers)
        return answer.status_code, answer.json()


@pytest.mark.parametrize("kind", [kind for kind in BAD if kind != "oversized"])
async def test_a_stranger_learns_nothing_of_who_is_there(
    step: Step, room: str, pia: Participant, kind: str
) -> None:
    there = await look(step.url, room, BAD[kind](room))
    nowhere = await look(step.url, f"{room}-x", BAD[kind](f"{room}-x"))
    assert there == nowhere == (200, NOTHING)
    await is_untouched(pia)


@pytest.mark.parametrize("rights", ["watch", "talk", "present"])
async def test_whoever_may_come_in_is_told_who_is_there(
    step: Step, room: str, pia: Participant, rights: str
) -> None:
    own = key(room, rights)

    async def told(*names: str) -> None:
        async def so() -> bool:
            return await look(step.url, room, own) == (
                200,
                {"count": len(names), "names": list(names)},
            )

        await until_async(so, what=f"{names} in the room")

    await told("Pia")
    ben = await enter(step.url, room, "Ben")
    await told("Pia", "Ben")
    await ben.leave()
    await told("Pia")
    assert (await look(step.url, f"{room}-x", key(f"{room}-x")))[1] == {"count": 0, "names": []}


async def test_somebody_who_was_removed_is_told_no_more(
    step: Step, room: str, pia: Participant
) -> None:
    own = key(room)
    mal = await enter(step.url, room, "Mal", key=own)
    await pia.send(type="remove", participant=mal.id)
    await mal.expect("bye", reason="removed")

    async def barred() -> bool:
        return await look(step.url, room, own) == (200, NOTHING)

    await until_async(barred, what="a closed door")
    await mal.close()


async def test_of_a_full_room_some_names_are_told_and_all_are_counted(
    step: Step, room: str, pia: Participant
) -> None:
    others = [await enter(step.url, room, f"Guest {n}") for n in range(NAMES + 3)]

    async def told() -> Any:
        _status, people = await look(step.url, room, key(room))
        return people["names"] if people["count"] == len(others) + 1 else None

    names = await until_async(told, what="a count of all")
    assert len(names) == NAMES
    for one in others:
        await one.close()


def test_nobody_is_in_a_room_that_is_not_there() -> None:
    rooms = Rooms()
    rooms.enter(Join("tea", "Ada"), "secret", clock_ms=0)
    assert (rooms.names_in("tea"), rooms.names_in("coffee")) == (["Ada"], [])
    assert Fleet(time.monotonic()).names_in("tea", time.monotonic()) == ()
    assert limits.PARTICIPANTS_PER_ROOM > NAMES
