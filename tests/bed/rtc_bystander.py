"""A call through the SFU beside the attack: two people who hear and see each other all the time.

Nothing that somebody else does may cost them a packet, a pause, a new offer or a word of chat.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.bed.client import clock
from tests.bed.rtc_camera import Numbered
from tests.bed.rtc_media import longest_gap, places
from tests.bed.rtc_peer import RtcPeer
from tests.bed.waiting import until

LONGEST_GAP = 1.0  # seconds


class RtcBystander:
    """Ada and Ben, who talk all the time."""

    def __init__(self, ada: RtcPeer, ben: RtcPeer) -> None:
        self.peers = (ada, ben)
        self._offers: list[int] = []
        self._checked: dict[int, int] = {}  # by SSRC: how many packets of it were looked at

    async def begin(self) -> None:
        """Both send, and get what the other one sends."""
        for peer in self.peers:
            peer.publish()
        for peer, other in self._ways():
            for track in other.tracks:
                await peer.has(track)
        self._offers = [len(peer.offers) for peer in self.peers]

    def _ways(self) -> list[tuple[RtcPeer, RtcPeer]]:
        ada, ben = self.peers
        return [(ada, ben), (ben, ada)]

    async def check(self) -> None:
        """Nothing was lost, repeated or late, nobody was made another offer, chat still works.

        A second check looks at what has come since the first one.
        """
        offers, self._offers = self._offers, [len(peer.offers) for peer in self.peers]
        assert self._offers == offers, "somebody was made another offer"
        for peer, other in self._ways():
            assert peer.received(other.pictures)[0].keyframe
            for track in other.tracks:
                await self._has_all(peer, track)
            await self._is_told_what_came(peer)
        assert await self.round_trip() < LONGEST_GAP

    async def _has_all(self, peer: RtcPeer, track: Numbered) -> None:
        last = track.sent - 1
        await peer.has(track, last, seconds=5)
        arrived = peer.received(track)
        since = self._checked.get(track.ssrc, 0)
        self._checked[track.ssrc] = len(arrived) - 1
        first = arrived[since].place
        assert places(arrived[since:]) == list(range(first, first + len(arrived) - since))
        assert longest_gap(arrived[since:]) < LONGEST_GAP

    async def _is_told_what_came(self, peer: RtcPeer) -> None:
        """The server still gives feedback, or browsers would send less and less."""
        recorder = peer.media.recorder
        before = recorder.feedback
        await until(lambda: recorder.feedback > before, seconds=2, what="the server's feedback")

    async def round_trip(self) -> float:
        """The seconds that a word of chat takes to come back."""
        signalling = self.peers[0].signalling
        text = f"now {clock()}"
        begun = clock()
        await signalling.send(type="chat", text=text)
        await signalling.expect("chat", text=text)
        return clock() - begun


@asynccontextmanager
async def rtc_bystander_call(url: str, room: str = "bystander") -> AsyncIterator[RtcBystander]:
    """A bystander's call that is checked at the end."""
    ada, ben = await RtcPeer.join(url, room, "Ada"), await RtcPeer.join(url, room, "Ben")
    try:
        call = RtcBystander(ada, ben)
        await call.begin()
        yield call
        await call.check()
    finally:
        await asyncio.gather(ada.leave(), ben.leave())
