"""WebSockets for a load generator: a blocking handshake, then as little Python as possible.

RFC 6455. The receiving side counts the bytes of binary messages without keeping them.
"""

import base64
import secrets
import socket
from dataclasses import dataclass, field

from websockets.frames import Frame, Opcode

SHORT, LONG = 126, 127  # payload lengths that say: a length of 2, of 8 bytes follows
CONNECT_SECONDS = 10.0


def connect(port: int, path: str, subprotocol: str) -> socket.socket:
    """An open WebSocket to a server on this machine."""
    connection = socket.create_connection(("127.0.0.1", port), CONNECT_SECONDS)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key}",
    ]
    lines += [f"Sec-WebSocket-Protocol: {subprotocol}"] if subprotocol else []
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):  # byte by byte: frames may follow at once
        byte = connection.recv(1)
        if not byte:
            raise ConnectionError("The server closed the connection during the handshake.")
        answer += byte
    if not answer.startswith(b"HTTP/1.1 101"):
        raise ConnectionError(answer.decode("latin-1").splitlines()[0])
    return connection


def masked_text(text: str) -> bytes:
    """A text message of a client."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=True)


def masked_binary(data: bytes) -> bytes:
    """A binary message of a client."""
    return Frame(Opcode.BINARY, data).serialize(mask=True)


@dataclass(slots=True)
class Reader:
    """The frames that a server sends: binary payloads are counted, texts collected."""

    binary_frames: int = 0
    binary_bytes: int = 0
    texts: list[str] = field(default_factory=list)
    closed: bool = False
    _held: bytes = b""  # of a header, or of a text
    _skip: int = 0  # bytes of a binary payload still to come

    def feed(self, data: memoryview) -> None:
        """Takes bytes as they were received, cut anywhere."""
        if self._held:
            data = memoryview(self._held + data)
            self._held = b""
        while len(data):
            if self._skip:
                step = min(self._skip, len(data))
                self._skip -= step
                self.binary_bytes += step
                data = data[step:]
            elif (length := self._frame(data)) is None:
                self._held = bytes(data)
                return
            else:
                data = data[length:]

    def _frame(self, data: memoryview) -> int | None:
        """Begins a frame: the bytes that are done with, or None if there are too few."""
        if len(data) < 2:
            return None
        header = 2 + {SHORT: 2, LONG: 8}.get(data[1], 0)
        if len(data) < header:
            return None
        size = int.from_bytes(data[2:header]) if header > 2 else data[1]
        opcode = data[0] & 0x0F
        if opcode == Opcode.BINARY:
            self.binary_frames += 1
            self._skip = size
            return header
        if len(data) < header + size:
            return None
        if opcode == Opcode.TEXT:
            self.texts.append(bytes(data[header : header + size]).decode())
        self.closed |= opcode == Opcode.CLOSE
        return header + size
