"""A participant's signalling, passed on between the browser and the node that has the room.

The front reads the join, and what the node answers to it: the welcome gets the ICE servers and
the way of the media. All else passes as it is; the node checks it. Whichever side ends, the other
is closed, and a browser that does not read is cut off, as the node itself would do.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from common.attendance import CLOSE_POLICY, Attendance
from common.beside import beside
from common.fields import ProtocolError
from common.frames import text_frame
from common.server_messages import IceServers
from steps.step4_gateway.fleet import KnownNode
from steps.step4_gateway.ice import RETRY_SECONDS, Issued, NoPassword, Passwords

CLOSE_RESTART = 1012  # RFC 6455 section 7.4's registry: service restart; the page comes again
TELLABLE = {1000, 1001, 1007, 1008, 1009, 1011, CLOSE_RESTART, 1013}  # or from 3000 on


class Passage:
    """One participant's signalling, on two WebSockets."""

    def __init__(self, attendance: Attendance, line: ClientConnection, node: KnownNode) -> None:
        self.attendance = attendance
        self.line = line  # to the node
        self.node = node
        self.place = node.place
        self.participant: int | None = None  # until the node has said welcome
        self._answer = ""  # of the node, to the join
        self._issued: Issued | None = None
        self._welcomed = asyncio.Event()

    async def is_turned_away(self) -> bool:
        """Whether the node answers that it is full; what it answers is not passed on yet."""
        with suppress(ConnectionClosed):
            self._answer = str(await self.line.recv())
            return bool(json.loads(self._answer).get("code") == "server_full")
        return False

    async def carry(
        self, passwords: Passwords, node_lost: Callable[[KnownNode], Awaitable[None]]
    ) -> None:
        """Passes messages on until one side ends."""
        async with beside(self._from_node(passwords, node_lost)), beside(self._renew(passwords)):
            await self._from_browser()

    def close(self) -> None:
        """Lets go of the node; the browser comes again, and is brought to another."""
        self.attendance.outlet.close(CLOSE_RESTART, "node")
        self.line.transport.abort()

    async def _from_browser(self) -> None:
        websocket = self.attendance.websocket
        while (event := await websocket.receive())["type"] != "websocket.disconnect":
            with suppress(ConnectionClosed):  # the disconnect follows
                await self.line.send(event.get("text") or event.get("bytes") or "")

    async def _from_node(
        self, passwords: Passwords, node_lost: Callable[[KnownNode], Awaitable[None]]
    ) -> None:
        code = CLOSE_RESTART
        try:
            with suppress(ConnectionClosed):
                async for text in self._heard():
                    if not await self._pass_on(text, passwords):
                        return
            if is_tellable(self.line.close_code):
                code = self.line.close_code or code
            else:
                await node_lost(self.node)  # so that who comes again is not brought there again
        finally:
            self.attendance.outlet.close(code, self.line.close_reason or "")

    async def _heard(self) -> AsyncIterator[str]:
        if self._answer:
            yield self._answer
        async for text in self.line:
            yield str(text)

    async def _pass_on(self, text: str, passwords: Passwords) -> bool:
        if self.participant is None:
            try:
                text = await self._with_servers(text, passwords)
            except NoPassword as problem:
                refuse(self.attendance, str(problem))
                return False
        self.attendance.send_frame(text_frame(text))
        return True

    async def _with_servers(self, text: str, passwords: Passwords) -> str:
        message = json.loads(text)
        if message["type"] != "welcome":
            return text
        issued = await passwords.issue(str(message["you"]))
        message["ice_servers"] = issued.servers
        message["way"] = {"node": self.node.name, "gateway": issued.gateway}
        self.participant, self._issued = message["you"], issued
        self._welcomed.set()
        return json.dumps(message, ensure_ascii=False, separators=(",", ":"))

    async def _renew(self, passwords: Passwords) -> None:
        await self._welcomed.wait()
        while issued := self._issued:
            await asyncio.sleep(issued.renewed_in(time.time()))
            try:
                self._issued = await passwords.issue(str(self.participant))
            except NoPassword:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self.attendance.send(IceServers(self._issued.servers))


def is_tellable(code: int | None) -> bool:
    """Whether a close code may be sent, and not only noted (RFC 6455 section 7.4)."""
    return code in TELLABLE or (code is not None and 3000 <= code < 5000)


def refuse(attendance: Attendance, sentence: str) -> None:
    """Sends somebody away who has joined, as a full server does."""
    attendance.refuse(ProtocolError("server_full", sentence))
    attendance.end("error", sentence, CLOSE_POLICY)
