"""A shared screen beside the camera of a participant without a browser."""

import asyncio
import secrets
from itertools import count

from common.rtp import FIXED
from steps.step2_sfu.sdp import MID_ID
from tests.bed.rtc_camera import VP8
from tests.bed.rtc_peer import RtcPeer
from tests.bed.waiting import until

FIRST_BYTE, PROFILE = 0x90, b"\xbe\xde\x00\x01"  # version 2 with extensions, of one word
LINE = bytes([MID_ID << 4]) + b"2\0\0"  # the third, by which the server knows that it is a screen
KEYFRAME = b"\x10\x00screen"
PICTURES_PER_SECOND = 50
LATE = 0.2  # seconds in which packets still come after the sharing has ended


class SharedScreen:
    """Somebody's screen, always under the same SSRC, as browsers do; each packet is a keyframe."""

    def __init__(self, owner: RtcPeer) -> None:
        self.owner, self.ssrc = owner, secrets.randbits(32)
        self._numbers = count(1)
        self._task: asyncio.Task[None] | None = None

    async def share(self) -> None:
        """Begins, or begins again."""
        await self._tell(shared=True)
        if self._task is None:
            self._task = asyncio.create_task(self._send())

    async def end(self) -> None:
        """Ends, and sends a little longer, as what is on its way comes later than the word."""
        await self._tell(shared=False)
        await asyncio.sleep(LATE)
        if self._task:
            self._task.cancel()
        self._task = None

    async def is_seen_by(self, *people: RtcPeer) -> None:
        """Waits until packets of it come."""
        for peer in people:
            await until(lambda peer=peer: self._came(peer), what=f"{self.owner.id}'s screen")  # type: ignore[misc]

    async def is_gone_for(self, *people: RtcPeer) -> None:
        """Waits until it is not offered any more."""
        for peer in people:
            await until(lambda peer=peer: not self._place(peer), what="the end of a screen")  # type: ignore[misc]

    def _place(self, peer: RtcPeer) -> int:
        return peer.shown.get((self.owner.id, "screen"), 0)

    def _came(self, peer: RtcPeer) -> int:
        return len(peer.media.recorder.arrived[self._place(peer)])

    async def _tell(self, *, shared: bool) -> None:
        signalling = self.owner.signalling
        await signalling.send(type="media", microphone=True, camera=True, screen=shared)

    async def _send(self) -> None:
        for number in self._numbers:
            time = 90_000 // PICTURES_PER_SECOND * number
            head = FIXED.pack(FIRST_BYTE, VP8, number & 0xFFFF, time, self.ssrc)
            self.owner.media.send_rtp(head + PROFILE + LINE + KEYFRAME)
            await asyncio.sleep(1 / PICTURES_PER_SECOND)
