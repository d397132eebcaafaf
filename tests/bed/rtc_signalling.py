"""The signalling of a participant of step 2 without a browser: that of step 1, and offers."""

import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.bed.client import Message, Participant


class Signalling(Participant):
    """A participant's signalling WebSocket, which hands each offer on."""

    def __init__(self, websocket: ClientConnection, url: str) -> None:
        super().__init__(websocket, url)
        self.offered: Callable[[Message], Coroutine[Any, Any, None]] | None = None

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self.websocket:
                message = json.loads(text)
                self.messages.append(message)
                if message["type"] == "ping" and self.answers_pings:
                    await self.send(type="pong", sent=message["sent"])
                elif message["type"] == "offer" and self.offered is not None:
                    await self.offered(message)
