"""A frame sink that reads back what was written to it."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Sink:
    """A viewer's socket, whose frames are kept and read back."""

    waiting: int = 0
    writes: list[bytes] = field(default_factory=list)

    def backlog(self) -> int:
        """What the test says."""
        return self.waiting

    def write(self, frames: bytes) -> None:
        """Keeps what was written."""
        self.writes.append(frames)

    @property
    def frames(self) -> list[bytes]:
        """The WebSocket frames so far, each with its header (RFC 6455, section 5.2)."""
        stream, found = b"".join(self.writes), []
        while stream:
            length = stream[1]
            if length == 126:
                length = 2 + int.from_bytes(stream[2:4])
            elif length == 127:
                length = 8 + int.from_bytes(stream[2:10])
            found.append(stream[: 2 + length])
            stream = stream[2 + length :]
        return found

    @property
    def texts(self) -> list[dict[str, Any]]:
        """The text messages so far."""
        return [json.loads(f[f.index(b"{") :]) for f in self.frames if f[0] == 0x81]

    @property
    def media(self) -> bytes:
        """The bytes for one publisher's player so far (frames have a 16-bit or shorter length)."""
        bodies = [f[10:] if f[1] == 127 else f[4:] if f[1] == 126 else f[2:] for f in self.frames]
        return b"".join(b[4:] for f, b in zip(self.frames, bodies, strict=True) if f[0] == 0x82)
