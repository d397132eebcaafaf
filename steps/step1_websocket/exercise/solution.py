"""One solution: the init segment, and everything since the last random access point.

The server's own is `steps/step1_websocket/byte_stream.py`, which also serves epochs and MP4.
"""

from common.webm import InitSegment, MediaPiece, WebmReader

MOST_BYTES = 2 * 1024 * 1024  # of one group of pictures


class Keeper:
    """What is kept of one publisher's byte stream for those who come later."""

    def __init__(self) -> None:
        self.reader = WebmReader()
        self.init = b""
        self.group: list[bytes] = []
        self.size = 0

    def feed(self, chunk: bytes) -> None:
        """Takes the next chunk, which MediaRecorder may have cut anywhere."""
        for part in self.reader.feed(chunk):
            if isinstance(part, InitSegment):
                self.init = part.data
            else:
                self._keep(part)

    def _keep(self, piece: MediaPiece) -> None:
        if piece.random_access:
            self.group = [piece.data]
        elif self.group:
            self.group.append(piece.data)
        self.size = len(piece.data) + (0 if piece.random_access else self.size)
        if self.size > MOST_BYTES:
            self.group = []  # nobody can join before the next keyframe

    def first_bytes(self) -> bytes:
        """What somebody who joins now is sent before the live chunks."""
        return b"".join([self.init, *self.group])
