"""How one participant of the load generator enters a room of Janus' videoroom plugin.

Janus wants one peer connection for what a participant sends and one for all it receives
("multistream", since Janus 1.0). Its protocol is JSON over a WebSocket: requests carry a
transaction, and what a plugin has to say comes later as an event with the same transaction.
"""

import asyncio
import json
import secrets
from collections.abc import Sequence
from typing import Any

from aiortc import RTCCertificate
from websockets.asyncio.client import ClientConnection, connect

from bench import rtc_sdp
from bench.rtc_client import RtcClient
from bench.rtc_seats import new_sources

SUBPROTOCOL, PLUGIN, ROOM = "janus-protocol", "janus.plugin.videoroom", 1
PATIENCE = 20.0


class Janus:
    """A session with Janus."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._session: dict[str, int] = {}
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._up: dict[int, asyncio.Event] = {}  # by handle
        self._task = asyncio.create_task(self._read())

    async def begin(self) -> None:
        """Makes the session."""
        self._session = {"session_id": (await self._ask(janus="create"))["data"]["id"]}

    async def attach(self) -> int:
        """A handle of the videoroom plugin."""
        handle = int((await self._ask(janus="attach", plugin=PLUGIN))["data"]["id"])
        self._up[handle] = asyncio.Event()
        return handle

    async def up(self, handle: int) -> None:
        """Waits until a handle's connection is there for others to subscribe to."""
        async with asyncio.timeout(PATIENCE):
            await self._up[handle].wait()

    async def request(
        self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None
    ) -> tuple[dict[str, Any], str]:
        """Asks the plugin: what it says, and the session description that came with it."""
        extra = {"jsep": {**jsep, "trickle": False}} if jsep else {}
        event = await self._ask(janus="message", handle_id=handle, body=body, **extra)
        data: dict[str, Any] = event["plugindata"]["data"]
        if "error" in data:
            raise ConnectionError(f"Janus: {data['error']}")
        return data, event.get("jsep", {}).get("sdp", "")

    async def _ask(self, **request: Any) -> dict[str, Any]:
        transaction = secrets.token_hex(6)
        future = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = future
        message = {**request, **self._session, "transaction": transaction}
        await self._socket.send(json.dumps(message))
        async with asyncio.timeout(PATIENCE):
            answer: dict[str, Any] = await future
        if answer["janus"] == "error":
            raise ConnectionError(f"Janus: {answer['error']['reason']}")
        return answer

    async def _read(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            future = self._waiting.get(message.get("transaction", ""))
            if future is not None and not future.done() and message["janus"] != "ack":
                future.set_result(message)
            if message["janus"] == "webrtcup":
                self._up[message["sender"]].set()


class JanusSeat:
    """A participant: a publisher's handle, a subscriber's handle, and a connection for each."""

    def __init__(self, port: int, host: str, certificate: RTCCertificate, publishes: bool) -> None:
        self.sources = new_sources(publishes)
        self.receiving = RtcClient(certificate, host)
        self.sending = RtcClient(certificate, host)
        self.feed = 0
        self._url = f"ws://127.0.0.1:{port}/"
        self._subscriber = 0
        self._turn = asyncio.Lock()

    async def enter(self, present: Sequence["JanusSeat"]) -> None:
        """Publishes, and subscribes to everybody who does."""
        self._socket = await connect(self._url, subprotocols=[SUBPROTOCOL], proxy=None)  # type: ignore[list-item]
        self._janus = Janus(self._socket)
        await self._janus.begin()
        if self.sources:
            await self._publish()
        feeds = [seat.feed for seat in present if seat.feed]
        if feeds:
            await self._subscribe(feeds)

    async def see(self, newcomer: "JanusSeat") -> None:
        """Subscribes to a newcomer too."""
        if newcomer.feed:
            await self._subscribe([newcomer.feed])

    async def leave(self) -> None:
        """Ends the session."""
        await self._socket.close()

    async def _publish(self) -> None:
        handle = await self._janus.attach()
        join = {"request": "join", "ptype": "publisher", "room": ROOM}
        self.feed = (await self._janus.request(handle, join))[0]["id"]
        offer = rtc_sdp.offer(self.sending.local, "sendonly", self.sources)
        jsep = {"type": "offer", "sdp": offer}
        _data, answer = await self._janus.request(handle, {"request": "publish"}, jsep)
        await self.sending.connect(rtc_sdp.parse(answer), controlling=True)
        await self._janus.up(handle)

    async def _subscribe(self, feeds: list[int]) -> None:
        streams = [{"feed": feed} for feed in feeds]
        async with self._turn:
            if self._subscriber:
                body: dict[str, Any] = {"request": "update", "subscribe": streams}
            else:
                self._subscriber = await self._janus.attach()
                body = {"request": "join", "ptype": "subscriber", "room": ROOM, "streams": streams}
            _data, offer = await self._janus.request(self._subscriber, body)
            remote = rtc_sdp.parse(offer)
            answer = rtc_sdp.answer(remote, self.receiving.local, {})
            jsep = {"type": "answer", "sdp": answer}
            await self._janus.request(self._subscriber, {"request": "start"}, jsep)
            if not self.receiving.connected.is_set():
                await self.receiving.connect(remote, controlling=remote.lite)
