"""A program without our page: aiortc's peer connection, which offers over HTTP (RFC 9725)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
from aiortc import (
    AudioStreamTrack,
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.mediastreams import MediaStreamError
from av import VideoFrame

from tests.bed.waiting import until

SDP = {"Content-Type": "application/sdp"}


class MovingTrack(VideoStreamTrack):
    """A picture whose grey changes with each frame."""

    async def recv(self) -> VideoFrame:
        """The next frame, when it is time for it."""
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(width=320, height=180, format="yuv420p")
        for plane in frame.planes:
            plane.update(bytes([pts // 3_000 % 200 + 16]) * plane.buffer_size)
        frame.pts, frame.time_base = pts, time_base
        return frame


class WhipClient:
    """One session: its peer connection, and its address on the server."""

    def __init__(self, url: str) -> None:
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.http = httpx.AsyncClient(base_url=url, timeout=10)
        self.frames: dict[str, int] = {"audio": 0, "video": 0}
        self.answer = self.session = ""
        self._tasks: list[asyncio.Task[None]] = []
        self.pc.on("track", self._count)

    async def offer(self, path: str, **query: str) -> httpx.Response:
        """Offers what the connection has, and takes the answer; gives the response."""
        await self.pc.setLocalDescription(await self.pc.createOffer())
        sdp = self.pc.localDescription.sdp
        response = await self.http.post(path, content=sdp, headers=SDP, params=query)
        if response.status_code == 201:
            self.answer, self.session = response.text, response.headers["location"]
            await self.pc.setRemoteDescription(RTCSessionDescription(self.answer, "answer"))
        return response

    async def is_connected(self) -> None:
        """Waits for the end of the handshake."""
        await until(lambda: self.pc.connectionState == "connected", what="a connection")

    async def shows(self, *kinds: str, frames: int = 10) -> None:
        """Waits for so many more decoded frames of each of these kinds."""
        wanted = {kind: self.frames[kind] + frames for kind in kinds}
        what = f"frames of {kinds}"
        await until(lambda: all(self.frames[k] >= n for k, n in wanted.items()), what=what)

    async def close(self) -> None:
        """Closes the connection, without a word over HTTP."""
        await self.pc.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.http.aclose()

    def _count(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.create_task(self._play(track)))

    async def _play(self, track: MediaStreamTrack) -> None:
        with suppress(MediaStreamError):
            while True:
                await track.recv()
                self.frames[track.kind] += 1


@asynccontextmanager
async def whip_publisher(url: str, room: str, **query: str) -> AsyncIterator[WhipClient]:
    """Somebody who publishes VP8 and Opus over WHIP."""
    client = WhipClient(url)
    client.pc.addTransceiver(AudioStreamTrack(), direction="sendonly")
    client.pc.addTransceiver(MovingTrack(), direction="sendonly")
    async with _opened(client, f"/whip/{room}", query):
        yield client


@asynccontextmanager
async def whep_player(url: str, room: str, **query: str) -> AsyncIterator[WhipClient]:
    """Somebody who watches over WHEP."""
    client = WhipClient(url)
    for kind in ("audio", "video"):
        client.pc.addTransceiver(kind, direction="recvonly")
    async with _opened(client, f"/whep/{room}", query):
        yield client


@asynccontextmanager
async def _opened(client: WhipClient, path: str, query: dict[str, Any]) -> AsyncIterator[None]:
    try:
        response = await client.offer(path, **query)
        assert response.status_code == 201, response.text
        await client.is_connected()
        yield
    finally:
        await client.close()
