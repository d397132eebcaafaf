"""How many there may be: one more is refused with a sentence, and after a leave it may come in."""

import asyncio
from typing import Any

import pytest

from common import limits
from tests.bed.bystander import Bystander
from tests.bed.camera import Camera
from tests.bed.client import Participant
from tests.bed.step import Step
from tests.bed.waiting import until, until_async

pytestmark = [pytest.mark.anyio, pytest.mark.security]

MIB = 1024 * 1024


async def crowd(url: str, room: str, number: int) -> list[Participant]:
    """So many people in a room, or each in a room of their own if it ends with a dash."""
    people: list[Participant] = []
    for index in range(number):
        name = f"{room}{index}" if room.endswith("-") else room
        people.append(await Participant.join(url, name, f"P{index}", view=True))
    return people


async def refused(url: str, room: str) -> dict[str, Any]:
    """The error that one more person gets, whose connection is then closed."""
    stranger = await Participant.open(url)
    await stranger.send(type="join", room=room, name="One more")
    error = await stranger.expect("error")
    assert await stranger.closed() in (1008, 4000)
    await stranger.close()
    return error


async def test_rooms_and_the_server_hold_so_many_and_no_more(
    step: Step, bystander: Bystander
) -> None:
    full = await crowd(step.url, "full", limits.PARTICIPANTS_PER_ROOM)
    assert (await refused(step.url, "full"))["code"] == "room_full"
    await full.pop().leave()
    full.append(await Participant.join(step.url, "full", "Next"))
    rest = limits.PARTICIPANTS - limits.PARTICIPANTS_PER_ROOM - 2  # Ada and Ben stand by
    other = await crowd(step.url, "other", rest)
    assert (await refused(step.url, "third"))["code"] == "server_full"
    await other.pop().leave()
    other.append(await Participant.join(step.url, "third", "Next"))
    await asyncio.gather(*(participant.leave() for participant in full + other))


async def test_there_are_100_rooms_at_most(step: Step, bystander: Bystander) -> None:
    people = await crowd(step.url, "room-", limits.ROOMS - 1)
    assert (await refused(step.url, "one-more"))["code"] == "server_full"
    people.append(await Participant.join(step.url, "room-1", "Fits"))
    await people.pop(0).leave()
    people.append(await Participant.join(step.url, "one-more", "Next"))
    await asyncio.gather(*(participant.leave() for participant in people))


async def test_twelve_may_send_and_the_thirteenth_is_told(
    step: Step, bystander: Bystander, room: str
) -> None:
    people = [await Participant.join(step.url, room, f"P{n}", camera=True) for n in range(13)]
    medias = [await participant.attach() for participant in people]
    for media in medias[:12]:
        await media.begin()
        await media.websocket.send(Camera(kilobits=10).next_chunk())
    await until(lambda: len(medias[12].received) == 12, what="twelve pictures")
    await medias[12].begin()
    assert (await medias[12].expect("error"))["code"] == "too_many_publishers"
    await medias[0].send(type="stop")
    await until(lambda: medias[12].received[people[0].id].stopped, what="the stop")
    await medias[12].begin()
    await medias[12].websocket.send(Camera(kilobits=10).next_chunk())
    await until(lambda: medias[1].received[people[12].id].frames, what="the thirteenth's picture")
    await asyncio.gather(*(participant.leave() for participant in people))


async def test_200_joins_and_leaves_leave_nothing_behind(
    step: Step, bystander: Bystander, room: str
) -> None:
    async def come_and_go(number: int) -> None:
        participant = await Participant.join(step.url, room, f"P{number}", camera=True)
        media = await participant.attach()
        await media.begin()
        await media.websocket.send(Camera(kilobits=400).next_chunk())
        if number % 2:
            await participant.leave()
        else:
            await participant.drop()
            back = await Participant.join(step.url, room, "back", token=participant.token)
            await back.leave()

    async def nobody_left() -> bool:
        health = await step.health()
        return health is not None and health["participants"] == 2

    await come_and_go(0)
    await until_async(nobody_left, what="an empty room")
    memory, descriptors = step.server.memory_info().rss, step.server.num_fds()
    for first in range(0, 200, 10):
        await asyncio.gather(*(come_and_go(number) for number in range(first, first + 10)))
    await until_async(nobody_left, what="an empty room")
    await until(lambda: step.server.num_fds() <= descriptors, what="the descriptors of before")
    assert step.server.memory_info().rss - memory < 10 * MIB
