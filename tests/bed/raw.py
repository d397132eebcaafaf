"""A WebSocket spoken by hand (RFC 6455), for what a well-behaved library refuses to send."""

import asyncio
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

TEXT, BINARY, CLOSE, PING = 0x1, 0x2, 0x8, 0x9


def handshake(path: str = "/ws", subprotocol: str = "polycloud.v1", **headers: str) -> bytes:
    """An opening handshake; headers replace the usual ones of the same name."""
    lines = {
        "Host": "localhost",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": subprotocol,
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    fields = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"GET {path} HTTP/1.1\r\n{fields}\r\n".encode()


def frame(opcode: int, payload: bytes, *, first: int = 0x80, masked: bool = True) -> bytes:
    """A frame; `first` holds the FIN and RSV bits."""
    mask = os.urandom(4) if masked else b""
    bit = 0x80 if masked else 0
    size = len(payload)
    if size < 126:
        head = struct.pack(">BB", first | opcode, bit | size)
    elif size < 65_536:
        head = struct.pack(">BBH", first | opcode, bit | 126, size)
    else:
        head = struct.pack(">BBQ", first | opcode, bit | 127, size)
    body = bytes(b ^ mask[i % 4] for i, b in enumerate(payload)) if masked else payload
    return head + mask + body


@dataclass
class RawWebSocket:
    """The two ends of a TCP connection on which the handshake was done."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def close_code(self, *, seconds: float = 5.0) -> int:
        """The code in the server's close frame; 0 if it closed the connection without one."""
        async with asyncio.timeout(seconds):
            while True:
                try:
                    opcode, payload = await self._frame()
                except (asyncio.IncompleteReadError, ConnectionError):
                    return 0
                if opcode == CLOSE:
                    return int.from_bytes(payload[:2], "big")

    async def _frame(self) -> tuple[int, bytes]:
        first, size = await self.reader.readexactly(2)
        if size == 126:
            size = int.from_bytes(await self.reader.readexactly(2), "big")
        elif size == 127:
            size = int.from_bytes(await self.reader.readexactly(8), "big")
        return first & 0x0F, await self.reader.readexactly(size)


@asynccontextmanager
async def connection(
    address: tuple[str, int],
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A TCP connection that is cut at the end."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


@asynccontextmanager
async def raw_websocket(
    address: tuple[str, int], path: str = "/ws", subprotocol: str = "polycloud.v1"
) -> AsyncIterator[RawWebSocket]:
    """A connection after a successful opening handshake."""
    async with connection(address) as (reader, writer):
        writer.write(handshake(path, subprotocol))
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101 "), answer
        yield RawWebSocket(reader, writer)
