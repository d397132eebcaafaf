"""The media WebSocket of step 1 where rooms have keys: who may send, and until when."""

import pytest

from tests.bed.camera import Camera
from tests.bed.client import Participant
from tests.bed.keyed import SETTINGS as SETTINGS
from tests.bed.keyed import enter
from tests.bed.step import Step
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

STEPS = [1]


async def test_what_a_watcher_sends_is_not_taken(step: Step, room: str, pia: Participant) -> None:
    seen = await pia.attach()
    wendy = await enter(step.url, room, "Wendy", "watch", camera=True)
    media = await wendy.attach()
    await media.begin()
    assert "only views" in (await media.expect("error"))["message"]
    await media.websocket.send(Camera().next_chunk())
    await pia.publish(Camera())
    received = media.received[pia.id]
    await until(lambda: received.frames, what="the presenter's picture")
    assert not seen.received
    await wendy.leave()


async def test_the_media_of_who_is_removed_end(step: Step, room: str, pia: Participant) -> None:
    seen = await pia.attach()
    mal = await enter(step.url, room, "Mal", camera=True)
    media = await mal.publish(Camera())
    received = seen.received[mal.id]
    await until(lambda: received.frames, what="a picture")
    await pia.send(type="remove", participant=mal.id)
    await media.websocket.wait_closed()
    assert media.websocket.close_code == 4000
    await until(lambda: received.stopped, what="the end of the picture")
    again = await mal.attach(mal.token)
    assert (await again.expect("error"))["code"] == "expired"
    await mal.close()
