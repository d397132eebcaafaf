"""A call beside the attack: two participants who stream to each other and must notice nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.bed.camera import Camera
from tests.bed.client import Media, Participant, Received, clock
from tests.bed.waiting import until

LONGEST_GAP = 1.0  # seconds


class Bystander:
    """Ada and Ben, who talk all the time."""

    def __init__(self, ada: Participant, ben: Participant) -> None:
        self.participants = (ada, ben)
        self.cameras = (Camera(seed=1), Camera(seed=2))

    @property
    def medias(self) -> tuple[Media, Media]:
        """The media WebSockets of both."""
        ada, ben = self.participants
        assert ada.media is not None and ben.media is not None
        return ada.media, ben.media

    async def begin(self) -> None:
        """Both attach, then both publish, so that everything sent must arrive."""
        for participant in self.participants:
            await participant.attach()
        for media, camera in zip(self.medias, self.cameras, strict=True):
            media.publish(camera)
        for viewer in (0, 1):
            await self._has_frames(viewer, 1)

    def received(self, viewer: int) -> Received:
        """What one of them got from the other."""
        return self.medias[viewer].received[self.participants[1 - viewer].id]

    async def _has_frames(self, viewer: int, number: int) -> None:
        frames = self.received(viewer).frames
        await until(lambda: len(frames) >= number, what=f"{number} frames for the bystander")

    async def round_trip(self) -> float:
        """The seconds that a word of chat takes to come back."""
        ada = self.participants[0]
        text = f"now {clock()}"
        begun = clock()
        await ada.send(type="chat", text=text)
        await ada.expect("chat", text=text)
        return clock() - begun

    async def check(self) -> None:
        """Nothing was lost, repeated or late, nobody was restarted, and chat still works."""
        now = clock()
        for viewer in (0, 1):
            received, camera = self.received(viewer), self.cameras[1 - viewer]
            assert received.longest_gap(now) < LONGEST_GAP
            assert [start["reason"] for start in received.starts] == ["joined"]
            sent = camera.frames
            await self._has_frames(viewer, sent)
            assert received.frames[:sent] == list(range(sent))
        assert await self.round_trip() < LONGEST_GAP


@asynccontextmanager
async def bystander_call(url: str, room: str = "bystander") -> AsyncIterator[Bystander]:
    """A bystander's call that is checked at the end."""
    ada = await Participant.join(url, room, "Ada", camera=True)
    ben = await Participant.join(url, room, "Ben", camera=True)
    try:
        call = Bystander(ada, ben)
        await call.begin()
        yield call
        await call.check()
    finally:
        await asyncio.gather(ada.leave(), ben.leave())
