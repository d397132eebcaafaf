"""Shared screens of step 1: one a person, as bounded as a camera, and gone with their owner."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random

import pytest
from websockets.exceptions import ConnectionClosed

from steps.step1_websocket.messages import SCREEN
from tests.bed.bystander import Bystander
from tests.bed.camera import Camera
from tests.bed.client import Media, Participant
from tests.bed.step import Step
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

REPLACED, POLICY = 4000, 1008


@asynccontextmanager
async def sharing(step: Step, room: str) -> AsyncIterator[tuple[Participant, Media, Media]]:
    """Ada, who sends camera and screen, the WebSocket of her screen, and Ben's, who sees both."""
    ada = await Participant.join(step.url, room, "Ada", camera=True)
    ben = await Participant.join(step.url, room, "Ben", view=True)
    try:
        viewer = await ben.attach()
        await ada.publish(Camera(seed=1))
        screen = await ada.share()
        screen.publish(Camera(seed=2))
        await wait_frames(viewer, ada.id, ada.id | SCREEN)
        yield ada, screen, viewer
    finally:
        await asyncio.gather(ada.leave(), ben.leave())


async def wait_frames(viewer: Media, *publishers: int, more: int = 3) -> None:
    """Waits for some more frames of each of these, none of which is missing."""
    for publisher in publishers:
        received = viewer.received[publisher]
        enough = len(received.frames) + more
        await until(lambda r=received, n=enough: len(r.frames) >= n, what=f"frames of {publisher}")  # type: ignore[misc]
        assert received.counter.gaps == []


async def wait_end(viewer: Media, publisher: int) -> None:
    """Waits until a viewer is told that nothing more comes."""
    await until(lambda: viewer.received[publisher].stopped, what=f"the end of {publisher}")


async def closed(media: Media) -> int:
    """The code with which the server closed a media WebSocket."""
    await asyncio.wait_for(media.websocket.wait_closed(), 5)
    return media.websocket.close_code or 0


async def test_a_late_joiner_gets_camera_and_screen_at_once(step: Step, room: str) -> None:
    async with sharing(step, room) as (ada, _, _):
        cleo = await Participant.join(step.url, room, "Cleo", view=True)
        await wait_frames(await cleo.attach(), ada.id, ada.id | SCREEN, more=1)
        await cleo.leave()


async def test_a_second_screen_takes_the_place_of_the_first(
    step: Step, bystander: Bystander, room: str
) -> None:
    async with sharing(step, room) as (ada, first, viewer):
        second = await ada.share()
        assert await closed(first) == REPLACED
        await wait_end(viewer, ada.id | SCREEN)
        second.publish(Camera(seed=3))
        await until(lambda: len(viewer.received[ada.id | SCREEN].starts) == 2, what="the second")
        await wait_frames(viewer, ada.id)
        assert viewer.received.keys() == {ada.id, ada.id | SCREEN}
        await first.close()


async def test_a_screen_ends_with_its_websocket_and_the_camera_goes_on(
    step: Step, bystander: Bystander, room: str
) -> None:
    async with sharing(step, room) as (ada, screen, viewer):
        screen.websocket.transport.abort()
        await wait_end(viewer, ada.id | SCREEN)
        await wait_frames(viewer, ada.id)
        assert not viewer.received[ada.id].stopped
        (await ada.share()).publish(Camera(seed=3))
        await until(lambda: len(viewer.received[ada.id | SCREEN].starts) == 2, what="it again")


async def test_a_screen_outlives_the_websocket_of_the_camera_but_not_its_owner(
    step: Step, bystander: Bystander, room: str
) -> None:
    async with sharing(step, room) as (ada, screen, viewer):
        assert ada.media is not None
        ada.media.websocket.transport.abort()
        await wait_end(viewer, ada.id)
        await wait_frames(viewer, ada.id | SCREEN)
        await ada.send(type="leave")
        assert await closed(screen) == REPLACED
        await wait_end(viewer, ada.id | SCREEN)


async def test_nonsense_on_a_screen_costs_that_screen_alone(
    step: Step, bystander: Bystander, room: str
) -> None:
    async with sharing(step, room) as (ada, screen, viewer):
        await screen.begin()
        await screen.websocket.send(Random(1).randbytes(5_000))
        assert (await screen.expect("error"))["code"] == "invalid"
        await screen.expect("refresh")
        await wait_frames(viewer, ada.id)
        assert not screen.received, "no media come down the WebSocket of a screen"
        with suppress(ConnectionClosed):
            for _ in range(300):  # more than may come at once
                await screen.websocket.send(b"x")
        assert await closed(screen) == POLICY
        await wait_end(viewer, ada.id | SCREEN)
        await wait_frames(viewer, ada.id)


async def test_who_only_views_shares_nothing(step: Step, room: str) -> None:
    eve = await Participant.join(step.url, room, "Eve", view=True)
    screen = await eve.share()
    await screen.begin()
    assert (await screen.expect("error"))["code"] == "invalid"
    await eve.leave()
