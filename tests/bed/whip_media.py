"""A session over HTTP without a codec: numbered packets under numbers of its own choice."""

import asyncio
import re
from itertools import count
from typing import Any

import httpx

from bench import rtc_sdp
from bench.rtc_seats import new_sources
from common import rtcp
from steps.step2_sfu.participant import MediaParticipant
from tests.bed.rtc_camera import OPUS, VP8, Pictures, Voice
from tests.bed.rtc_hall import Hall
from tests.bed.rtc_media import MediaClient

SDP = {"Content-Type": "application/sdp"}
NUMBERS = {VP8: 120, OPUS: 121}  # what the client calls the payload types
MARKER = 0x80


def renumbered(sdp: str, numbers: dict[int, int]) -> str:
    """A description with other payload types."""
    for old, new in numbers.items():
        sdp = re.sub(rf"(SAVPF |rtpmap:|rtcp-fb:){old}\b", rf"\g<1>{new}", sdp)
    return sdp


class WhipMedia:
    """One session; publishes or watches by its direction, `sendonly` or `recvonly`."""

    def __init__(self, url: str, direction: str) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=10)
        self.media = MediaClient(self._heard)
        self.sources, numbers = new_sources(direction == "sendonly"), count()
        self.voice = Voice(self.sources.get("audio", 0), numbers)
        self.pictures = Pictures(self.sources.get("video", 0), numbers)
        offer = rtc_sdp.offer(self.media.local, direction, self.sources)
        self.offer = renumbered(offer, NUMBERS)
        self.answer = self.session = self.etag = ""
        self._task: asyncio.Task[None] | None = None

    async def post(self, path: str, **query: str) -> httpx.Response:
        """Offers; gives the response."""
        response = await self.http.post(path, content=self.offer, headers=SDP, params=query)
        if response.status_code == 201:
            self.answer, self.session = response.text, response.headers["location"]
            self.etag = response.headers["etag"]
        return response

    async def open(self, path: str, **query: str) -> "WhipMedia":
        """Offers, and connects; what is to be sent is sent from now on."""
        response = await self.post(path, **query)
        assert response.status_code == 201, response.text
        await self.media.connect(rtc_sdp.parse(self.answer))
        self._task = asyncio.create_task(self._take_part())
        return self

    async def patch(self, body: str, **headers: str) -> httpx.Response:
        """A PATCH of the session."""
        given = {"Content-Type": "application/trickle-ice-sdpfrag"} | headers
        return await self.http.patch(self.session, content=body, headers=given)

    async def close(self) -> None:
        """Is gone, without a word over HTTP."""
        if self._task:
            self._task.cancel()
        await self.media.close(silently=not self.media.connected.is_set())
        await self.http.aclose()

    def _heard(self, report: rtcp.Report) -> None:
        self.pictures.wanted |= isinstance(report, rtcp.PictureLoss)

    async def _take_part(self) -> None:
        for turn in count():
            if turn % 50 == 0:
                self.media.check()
            packets = [*self.voice.next(), *(self.pictures.next() if turn % 3 == 0 else [])]
            for packet in packets if self.sources else ():
                kind = NUMBERS[packet[1] & ~MARKER] | packet[1] & MARKER
                self.media.send_rtp(packet[:1] + bytes([kind]) + packet[2:])
            await asyncio.sleep(0.02)


def problem(response: httpx.Response) -> dict[str, Any]:
    """The problem that a response tells (RFC 9457)."""
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["status"] == response.status_code and told["detail"].endswith(".")
    return told


def present(hall: Hall, room: str = "hall") -> dict[str, MediaParticipant]:
    """Who has media in a room, by name."""
    people = [m for m in hall.sfu.participants.values() if m.participant.room.name == room]
    return {media.participant.presence.name: media for media in people}


def tracks(hall: Hall) -> list[str]:
    """The names of all tracks in the hall."""
    return [t.name for media in present(hall).values() for t in media.uplink.tracks.values()]
