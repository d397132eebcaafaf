"""A part of step 4 that dies, freezes or is taken away in mid-call, and who must notice nothing.

The whole step runs as a user starts it. Those whom a fault hits come back by themselves, as pages
do; two people on another node, and somebody behind a route of their own, lose nothing.
"""

import time
from collections.abc import AsyncIterator, Callable

import pytest

from steps.step4_gateway.placement import keeper
from tests.bed.client import Participant
from tests.bed.gateway_call import gateway_call, node_of
from tests.bed.gateway_neighbour import Neighbour, neighbour
from tests.bed.gateway_people import People, lobby, people, people_elsewhere, rooms
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.stage import act, programs, state
from tests.bed.step import Step
from tests.bed.waiting import until, until_async

pytestmark = [pytest.mark.anyio, pytest.mark.security, pytest.mark.alone]

STEPS = [4]
NAMES = ("Cy", "Di", "Eve")
BACK_SECONDS, FROZEN_SECONDS, NO_GAP = 5.0, 8.0, 1.0

Note = Callable[[str, float, str], None]


@pytest.fixture(scope="module")
async def aside(step: Step) -> AsyncIterator[Neighbour]:
    """Somebody who talks through the gateway to a backend that is no node."""
    async with neighbour(step) as opened:
        yield opened


@pytest.fixture(autouse=True)
async def all_nodes_again(step: Step, aside: Neighbour) -> AsyncIterator[None]:
    """Nobody behind another route has noticed anything; then all is as it was."""
    yield
    await act(step, "route-on")
    down = [name for name, told in (await state(step)).items() if told == "down"]
    await nodes_are(step, 2 - len(down))  # of one that it holds for there it takes no successor
    for name in down:
        assert (await act(step, "add"))[0] == 200, name
    await nodes_are(step, 2)
    await aside.loses_nothing()


@pytest.fixture
async def talking(step: Step) -> AsyncIterator[RtcBystander]:
    """Two people in a call on a node to which nothing happens."""
    async with gateway_call(step) as call:
        yield call
        await call.check()


async def nodes_are(step: Step, count: int) -> None:
    """Waits until the front knows so many nodes."""
    await front_says(step, nodes=count)


async def front_says(step: Step, **wanted: int) -> None:
    """Waits until the front says this of itself: the last heartbeats have told it."""

    async def is_so() -> bool:
        return wanted.items() <= ((await step.health()) or {}).items()

    await until_async(is_so, seconds=30, what=str(wanted))


def who(group: People) -> list[int]:
    """The numbers of participants, by which they are the same persons as before."""
    return [one.welcome["you"] for one in group.everybody]


async def is_told(step: Step, *groups: People) -> None:
    """Waits until heartbeats have told who is in these rooms, and where; and nowhere else."""
    wanted = {group.room: (group.node, len(group.everybody)) for group in groups}

    async def is_so() -> bool:
        return wanted.items() <= (await rooms(step)).items()

    await until_async(is_so, seconds=30, what=f"{wanted} in the lobby")


async def test_a_killed_node_moves_its_own_rooms_and_no_other(
    step: Step, talking: RtcBystander, measured: Note
) -> None:
    async with people_elsewhere(step, node_of(talking.peers[0].signalling), *NAMES) as moving:
        await is_told(step, moving)
        before, node, at = who(moving), moving.node, time.monotonic()
        assert (await act(step, "kill", node))[0] == 200
        away = await moving.are_in_touch(at, seconds=BACK_SECONDS)
        measured("media of a killed node's room away", away, "s")
        assert moving.node != node and who(moving) == before


async def test_a_frozen_node_is_left_and_does_not_take_its_rooms_back(
    step: Step, talking: RtcBystander, measured: Note
) -> None:
    """The room is one that the frozen node would keep, of two nodes that have it."""
    others = node_of(talking.peers[0].signalling)
    async with people_elsewhere(step, others, *NAMES, wanted=is_kept_by_its_node) as moving:
        await is_told(step, moving)
        before, node, at = who(moving), moving.node, time.monotonic()
        (process,) = programs(step)[node]
        process.suspend()
        try:
            away = await moving.are_in_touch(at, seconds=FROZEN_SECONDS)
            measured("media of a frozen node's room away", away, "s")
            assert moving.node == others and who(moving) == before
            await is_told(step, moving)
            began = moving.beginnings()
        finally:
            process.resume()
        await front_says(step, nodes=2, participants=8)  # it has them, too, and takes them for lost
        await is_told(step, moving)
        assert moving.beginnings() == began and moving.gap() < NO_GAP


def is_kept_by_its_node(room: str, node: str) -> bool:
    """Whether a node keeps a room which another has as well."""
    return keeper(room, ["sfu-1", "sfu-2"]) == node


async def test_a_drained_node_ends_with_its_last_call_and_cuts_none(
    step: Step, talking: RtcBystander
) -> None:
    others = node_of(talking.peers[0].signalling)
    async with people_elsewhere(step, others, *NAMES) as staying:
        node, began = staying.node, staying.beginnings()
        (process,) = programs(step)[node]
        staying.forget_gaps()
        assert (await act(step, "drain", node))[0] == 200

        async def is_known() -> bool:
            states = {one["name"]: one["state"] for one in (await lobby(step))["nodes"]}
            return bool(states[node] == "draining")

        await until_async(is_known, what="a front that knows of the drain")
        for number in range(6):
            other = await Participant.join(step.url, f"new-{number}", "Flo")
            assert node_of(other) == others
            await other.leave()
        late = await Participant.join(step.url, staying.room, "Late")
        assert node_of(late) == node
        await late.leave()
        assert (await state(step))[node] == "draining" and process.is_running()
        assert staying.beginnings() == began and staying.gap() < NO_GAP
        await staying.leave()

        async def is_down() -> bool:
            return bool((await state(step))[node] == "down")

        await until_async(is_down, seconds=20, what="the end of the drained node")
        assert not process.is_running()


async def test_a_killed_front_interrupts_no_media_and_signalling_resumes(
    step: Step, measured: Note
) -> None:
    async with people(step, "front", *NAMES) as talking, people(step, "too", *NAMES) as also:
        await is_told(step, talking, also)
        groups = (talking, also)
        before = [(who(group), group.node, group.beginnings()) for group in groups]
        for group in groups:
            group.forget_gaps()
        at = time.monotonic()
        programs(step)["front"][0].kill()
        for group in groups:
            await group.are_welcomed(at)
        measured("signalling of a killed front away", time.monotonic() - at, "s")
        assert [(who(group), group.node, group.beginnings()) for group in groups] == before
        assert max(group.gap() for group in groups) < NO_GAP


async def test_without_its_route_media_stop_and_with_it_they_go_on(step: Step) -> None:
    async with people(step, "route", *NAMES) as talking:
        assert (await act(step, "route-off"))[1]["route"] is False
        await until(lambda: talking.silence() > NO_GAP, what="the end of the media")
        began = talking.beginnings()
        assert (await act(step, "route-on"))[1]["route"] is True
        await until(lambda: talking.silence() < NO_GAP, what="media again")
        assert talking.beginnings() == began


async def test_with_all_nodes_down_everybody_waits_and_is_the_same_afterwards(step: Step) -> None:
    async with people(step, "all", *NAMES) as waiting:
        await is_told(step, waiting)
        before = who(waiting)
        for node in ("sfu-1", "sfu-2"):
            assert (await act(step, "kill", node))[0] == 200
        at = time.monotonic()
        await front_says(step, nodes=0)
        assert (await act(step, "add"))[0] == 200
        await waiting.are_in_touch(at, seconds=30)
        assert who(waiting) == before
