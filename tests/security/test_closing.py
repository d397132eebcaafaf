"""Those who close and do not read the rest: their connections end all the same."""

from pathlib import Path

import pytest

from tests.bed import raw
from tests.bed.bystander import Bystander
from tests.bed.camera import Camera
from tests.bed.client import Participant
from tests.bed.step import Step, running
from tests.bed.waiting import until
from tests.security.test_slow_viewer import backlog

pytestmark = [pytest.mark.anyio, pytest.mark.security]

WAITING = 200_000  # bytes that the server has for somebody who does not read them


async def fill(step: Step, viewers: list[Participant]) -> None:
    """Stops reading on the media sockets of these people, and waits until much is due to them."""
    for viewer in viewers:
        assert viewer.media is not None
        viewer.media.websocket.transport.pause_reading()

    async def waiting() -> bool:
        return await backlog(step) > WAITING

    async def wait() -> None:
        while not await waiting():
            await viewers[0].expect("ping", seconds=20)

    await wait()


def close_unread(viewer: Participant) -> None:
    """Says close on the media socket, and goes on reading nothing."""
    assert viewer.media is not None
    viewer.media.websocket.transport.write(raw.frame(raw.CLOSE, b"\x03\xe8"))


async def room_with_a_stuck_viewer(step: Step, room: str) -> tuple[Participant, Participant]:
    """Ada, who sends much, and Eve, to whom much is due."""
    ada = await Participant.join(step.url, room, "Ada", camera=True)
    eve = await Participant.join(step.url, room, "Eve")
    await eve.attach()
    await ada.publish(Camera(kilobits=6_000))
    await fill(step, [eve])
    return ada, eve


async def test_who_closes_and_reads_nothing_is_cut_off(
    step: Step, bystander: Bystander, room: str
) -> None:
    descriptors = step.server.num_fds()
    ada, eve = await room_with_a_stuck_viewer(step, room)
    close_unread(eve)
    await ada.leave()
    await eve.send(type="leave")
    assert await eve.closed() == 4000
    await until(lambda: step.server.num_fds() <= descriptors, what="the descriptors of before")
    await eve.drop()


async def test_the_end_of_a_server_does_not_wait_for_one_that_is_closing(tmp_path: Path) -> None:
    async with running(1, tmp_path / "log") as step:
        ada, eve = await room_with_a_stuck_viewer(step, "end")
        close_unread(eve)
        await ada.send(type="chat", text="before the end")
        await ada.expect("chat", text="before the end")
        assert await step.interrupt() == 0
        assert "Traceback" not in step.log
        await ada.drop()
        await eve.drop()
