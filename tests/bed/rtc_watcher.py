"""A lecture: people who send, and many who only watch and show some of the tiles.

A watcher says what it shows before it connects, as the page does. It asks for nothing again: what
the path to it loses stays lost, and is counted.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Self

from tests.bed.client import clock
from tests.bed.rtc_camera import Numbered
from tests.bed.rtc_media import Arrived, fresh
from tests.bed.rtc_peer import RtcPeer
from tests.bed.waiting import until

PER_SECOND, PACKETS = 10, 3  # pictures, and packets of each


class Lecturer(RtcPeer):
    """Somebody who sends less than a page does: all watchers are in the test's own process."""

    async def _publish(self) -> None:
        self.pictures.packets = PACKETS
        begun = clock()
        for turn in count(1):
            for packet in self.voice.next() + self.pictures.next():
                self.media.send_rtp(packet)
            await asyncio.sleep(max(0.0, begun + turn / PER_SECOND - clock()))


@dataclass(slots=True)
class Tally:
    """How many packets should have come, and how many of them did."""

    expected: int = 0
    came: int = 0

    @property
    def lost(self) -> float:
        """The part that did not come."""
        return 1 - self.came / max(1, self.expected)

    def count(self, arrived: Sequence[Arrived], last: int) -> None:
        """Counts a track from the first packet that came to the one at place `last`."""
        there = [packet.place for packet in arrived if packet.place <= last]
        assert len(there) == len(set(there)), "a packet came twice"
        assert there == sorted(there), "packets changed places"
        self.expected += last + 1 - there[0]
        self.came += len(there)


class Watcher:
    """A participant without camera and microphone."""

    def __init__(self, peer: RtcPeer, shown: Sequence[RtcPeer]) -> None:
        self.peer, self.shown = peer, list(shown)
        self._since: dict[int, int] = {}  # how many packets had come when it was shown last
        self._asked: dict[int, int] = {}  # the place of the next packet at that moment

    @classmethod
    async def join(cls, url: str, room: str, name: str, shown: Sequence[RtcPeer]) -> Self:
        """Somebody who is connected, and shows the pictures of these people."""
        peer = await RtcPeer.join(url, room, name, publishes=False, answers=False)
        peer.repairs = False
        watcher = cls(peer, [])
        await until(lambda: peer.offers, what="an offer")
        await watcher.show(shown)
        peer.answers = True
        await peer.answer(peer.offers[-1])
        peer.connect()
        await peer.is_connected()
        return watcher

    async def show(self, people: Sequence[RtcPeer]) -> None:
        """Shows these pictures from now on, and no others."""
        for person in people:
            if person not in self.shown:
                track = person.pictures
                self._since[track.ssrc] = len(self.peer.received(track))
                self._asked[track.ssrc] = track.sent
        self.shown = list(people)
        ids = [person.id for person in people]
        await self.peer.signalling.send(type="visible", participants=ids)

    async def sees(self, *, seconds: float = 10.0) -> None:
        """Waits until something of each picture that is shown has come."""
        for person in self.shown:
            track = person.pictures
            what = f"a picture of {track.ssrc}"
            await until(lambda track=track: self.pictures(track), seconds=seconds, what=what)  # type: ignore[misc]

    def pictures(self, track: Numbered) -> list[Arrived]:
        """What has come of a picture since it is shown."""
        return fresh(self.peer.received(track)[self._since[track.ssrc] :])

    def waited(self, track: Numbered) -> int:
        """How many packets went by before the one with which a picture began."""
        return self.pictures(track)[0].place - self._asked[track.ssrc]

    async def tally(self, voices: Iterable[RtcPeer]) -> Tally:
        """What came of all that was sent until now: each voice, and the pictures that are shown."""
        tracks: list[Numbered] = [person.voice for person in voices]
        lasts = {track.ssrc: track.sent - 1 for track in tracks}
        lasts |= {person.pictures.ssrc: person.pictures.sent - 1 for person in self.shown}
        tally = Tally()
        for track in [*tracks, *(person.pictures for person in self.shown)]:
            last = lasts[track.ssrc]
            await self.peer.has(track, last)
            is_voice = track in tracks
            arrived = fresh(self.peer.received(track)) if is_voice else self.pictures(track)
            tally.count(arrived, last)
        return tally
