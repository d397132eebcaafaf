"""A server of step 2 in the test's own process, and the people whom a test lets in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from common.keys import Keys
from common.meeting import Meeting
from common.serving import serving
from common.stun_attributes import Address
from steps.step2_sfu.participant import MediaParticipant
from steps.step2_sfu.port import Port
from steps.step2_sfu.server import create_app
from steps.step2_sfu.sfu import Sfu
from steps.step2_sfu.subscription import Subscription
from tests.bed.rtc_camera import Numbered
from tests.bed.rtc_peer import RtcPeer


class Hall:
    """The server, whose inside a test may look at."""

    def __init__(self, url: str, sfu: Sfu, meeting: Meeting) -> None:
        self.url, self.sfu, self.meeting = url, sfu, meeting
        self.peers: list[RtcPeer] = []

    @property
    def target(self) -> Address:
        """Where the media go."""
        return self.sfu.port.addresses[0]

    async def join(self, name: str, *, room: str = "hall", **options: Any) -> RtcPeer:
        """Somebody who is in the room, and leaves it at the end of the test."""
        peer = await RtcPeer.join(self.url, room, name, **options)
        self.peers.append(peer)
        return peer

    async def pair(self, **options: Any) -> tuple[RtcPeer, RtcPeer]:
        """Cleo who publishes, and Dan who gets it."""
        cleo, dan = await self.join("Cleo"), await self.join("Dan", **options)
        cleo.publish()
        for track in cleo.tracks:
            await dan.has(track)
        return cleo, dan

    def media_of(self, peer: RtcPeer) -> MediaParticipant:
        """The server's side of somebody's connection."""
        return self.sfu.participants[peer.id]

    def subscription(self, peer: RtcPeer, track: Numbered) -> Subscription:
        """What the server knows of somebody's getting a track."""
        return self.media_of(peer).downlink.subscriptions[track.ssrc]

    async def empty(self) -> None:
        """Lets all leave who are still here."""
        people, self.peers = self.peers, []
        await asyncio.gather(*(peer.leave() for peer in people))


@asynccontextmanager
async def sfu_hall(*hosts: str, keys: Keys | None = None) -> AsyncIterator[Hall]:
    """A server that runs, and ends; its media have a socket on each of these addresses."""
    sfu = Sfu(Port(hosts or ["127.0.0.1"], 0))
    meeting = Meeting(on_gone=sfu.leave, has_media=sfu.has_media, keys=keys)
    async with serving(create_app(meeting, sfu), meeting.goodbye) as url:
        hall = Hall(url, sfu, meeting)
        try:
            yield hall
        finally:
            await hall.empty()
