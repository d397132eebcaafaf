"""A participant of step 2 without a browser: signalling, and media over ICE, DTLS and SRTP.

It answers each offer as a browser does, publishes numbered packets, sends again what the server
asks for, and remembers all that came.
"""

import asyncio
import re
from collections.abc import Coroutine
from dataclasses import replace
from itertools import count
from typing import Any, Self

from bench import rtc_sdp
from bench.rtc_client import Udp
from bench.rtc_seats import new_sources
from common import rtcp
from common.stun_attributes import Address
from tests.bed.client import Message, clock
from tests.bed.rtc_camera import PICTURES_PER_SECOND, SOUNDS_PER_SECOND, Numbered, Pictures, Voice
from tests.bed.rtc_media import Arrived, MediaClient, missing
from tests.bed.rtc_signalling import Signalling
from tests.bed.waiting import until

SHOWN = re.compile(r"a=ssrc:(\d+) msid:(\d+)\S* (\w+)")
AGAIN = re.compile(r"a=ssrc-group:FID (\d+) (\d+)")  # what is sent again (RFC 4588, RFC 5576)
REPAIR_SECONDS, CHECK_ROUNDS = 0.05, 10


class RtcPeer:
    """Somebody in the room; `media` is the only peer connection."""

    def __init__(
        self,
        signalling: Signalling,
        url: str,
        *,
        publishes: bool,
        through: Address | None,
        host: str,
        udp: Udp | None,
    ):
        self.signalling = signalling
        self.media = MediaClient(self._heard, host, udp)
        self.offers: list[Message] = []
        self.answers = self.repairs = True
        ssrcs, numbers = new_sources(publishes), count()
        self.voice = Voice(ssrcs.get("audio", 0), numbers)
        self.pictures = Pictures(ssrcs.get("video", 0), numbers)
        self.tracks: list[Numbered] = [self.voice, self.pictures] if publishes else []
        self._ssrcs, self._url, self._through = ssrcs, url, through
        self._connecting: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._publishing: asyncio.Task[None] | None = None

    @classmethod
    async def join(
        cls,
        url: str,
        room: str,
        name: str,
        *,
        publishes: bool = True,
        through: Address | None = None,
        answers: bool = True,
        token: str | None = None,
        host: str = "127.0.0.1",
        udp: Udp | None = None,
    ) -> Self:
        """Somebody who is in the room, with media from the address `host`.

        `through` is a relay before the server's media port; `udp` stands in for a socket.
        """
        signalling = await Signalling.open(url)
        peer = cls(signalling, url, publishes=publishes, through=through, host=host, udp=udp)
        peer.answers, signalling.offered = answers, peer._offered
        fields: dict[str, Any] = {
            "view": not publishes,
            "microphone": publishes,
            "camera": publishes,
        }
        if token:
            fields["token"] = token
        try:
            await signalling.send(type="join", room=room, name=name, **fields)
            signalling.welcome = await signalling.expect("welcome")
            if answers:
                await peer.is_connected()
        except BaseException:
            await peer.vanish()
            raise
        return peer

    @property
    def id(self) -> int:
        """The participant's number."""
        return self.signalling.id

    @property
    def shown(self) -> dict[tuple[int, str], int]:
        """The SSRC of each track in the newest offer, by whose it is and which of theirs."""
        found = SHOWN.findall(self.offers[-1]["sdp"]) if self.offers else []
        # In reverse, so that the first counts: the second is that of what is sent again.
        return {(int(owner), name): int(ssrc) for ssrc, owner, name in reversed(found)}

    async def is_connected(self) -> None:
        """Waits until packets can be sent."""
        async with asyncio.timeout(20):
            await until(lambda: self._connecting, what="an offer")
            assert self._connecting is not None
            await asyncio.shield(self._connecting)

    async def answer(self, offer: Message, **changes: Any) -> None:
        """Answers an offer as a browser does, apart from the changes."""
        remote = rtc_sdp.parse(offer["sdp"])
        sdp = rtc_sdp.answer(remote, self.media.local, self._ssrcs)
        await self.signalling.send(
            **{"type": "answer", "revision": offer["revision"], "sdp": sdp, **changes}
        )

    def connect(self) -> None:
        """Begins to connect to where the newest offer says."""
        remote = rtc_sdp.parse(self.offers[-1]["sdp"])
        if self._through:
            remote = replace(remote, addresses=[self._through])
        self._connecting = self._begin(self._connect(remote))

    def publish(self) -> Self:
        """Sends sound and pictures from now on."""
        self._publishing = self._begin(self._publish())
        return self

    def fall_silent(self) -> None:
        """Sends nothing more, not even a sign of life; the signalling stays."""
        self.media.keeps_alive = self.repairs = False
        if self._publishing:
            self._publishing.cancel()

    def received(self, track: Numbered) -> list[Arrived]:
        """What came of somebody's track, as long as it has its own SSRC."""
        return self.media.recorder.arrived[track.ssrc]

    async def has(
        self, track: Numbered, place: int | None = None, *, seconds: float = 10.0
    ) -> None:
        """Waits for the packet at a place, by default for one that is sent from now on."""
        wanted = track.sent if place is None else place
        arrived = self.received(track)
        await until(
            lambda: any(p.packet and p.place >= wanted for p in arrived[-50:]),
            seconds=seconds,
            what=f"packet {wanted} of {track.ssrc} (there are {len(arrived)})",
        )

    async def resume(self, **fields: Any) -> Message:
        """Comes back over another WebSocket with what it knew; gives the welcome."""
        old = self.signalling
        new = self.signalling = await Signalling.open(self._url)
        new.offered = self._offered
        room = old.welcome["room"]
        event = max(m.get("event", 0) for m in old.messages)
        await new.send(
            **{
                "type": "join",
                "room": room,
                "name": "Back",
                "token": old.token,
                "last_event": event,
            }
            | fields
        )
        new.welcome = await new.expect("welcome")
        return new.welcome

    async def leave(self) -> None:
        """Leaves for good, as a page does."""
        await self._stop()
        await self.media.close()
        await self.signalling.leave()

    async def vanish(self, *, signalling: bool = True) -> None:
        """Is gone without a word; with `signalling` its WebSocket too."""
        await self._stop()
        await self.media.close(silently=True)
        if signalling:
            await self.signalling.drop()

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self._tasks.append(asyncio.create_task(work))
        return self._tasks[-1]

    async def _offered(self, offer: Message) -> None:
        self.offers.append(offer)
        pairs = AGAIN.findall(offer["sdp"])
        self.media.recorder.first_sources |= {int(again): int(first) for first, again in pairs}
        if not self.answers:
            return
        await self.answer(offer)
        if self._connecting is None:
            self.connect()
        else:
            self.media.learn(rtc_sdp.parse(offer["sdp"]))

    async def _connect(self, remote: rtc_sdp.Remote) -> None:
        await self.media.connect(remote)
        self._begin(self._take_part())

    async def _take_part(self) -> None:
        for turn in count():
            if turn % CHECK_ROUNDS == 0:
                self.media.check()
            if self.repairs:
                self._ask_for_what_is_missing()
            await asyncio.sleep(REPAIR_SECONDS)

    def _ask_for_what_is_missing(self) -> None:
        for ssrc, arrived in self.media.recorder.arrived.items():
            if lost := missing(arrived):
                self.media.send_rtcp(rtcp.nack(1, ssrc, lost))

    async def _publish(self) -> None:
        begun = clock()
        for turn in count():
            packets = self.voice.next()
            before = turn * PICTURES_PER_SECOND // SOUNDS_PER_SECOND
            if (turn + 1) * PICTURES_PER_SECOND // SOUNDS_PER_SECOND > before:
                packets += self.pictures.next()
            for packet in packets:
                self.media.send_rtp(packet)
            await asyncio.sleep(max(0.0, begun + (turn + 1) / SOUNDS_PER_SECOND - clock()))

    def _heard(self, report: rtcp.Report) -> None:
        match report:
            case rtcp.PictureLoss(_, self.pictures.ssrc):
                self.pictures.wanted = True
            case rtcp.Nack(_, ssrc, lost):
                for track in self.tracks:
                    if track.ssrc == ssrc:
                        for packet in track.again(lost):
                            self.media.send_rtp(packet)
