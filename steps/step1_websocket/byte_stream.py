"""What the server keeps of one publisher: the init segment and the group of pictures. [pure]

MediaRecorder's chunks are byte cuts, not segments: nobody can begin to play in the middle
of one. So the byte stream is read as it passes, and what a late joiner needs is kept: the init
segment, and everything since the last random access point (W3C WebM byte stream format).
"""

from math import inf

from common.mp4 import whole_file
from common.webm import InitSegment, MediaPiece, WebmError, WebmReader
from steps.step1_websocket.messages import WEBM, Epoch, Start

LATE_SECONDS = 1.0  # that a recorder may fall behind the time at which it began
PATIENCE_SECONDS = 6.0  # for a new epoch to come to rest; doubled each time it did not help
MOST_PATIENCE_SECONDS = 48.0  # and after as long without being late it is short again
GROUP_BYTES = 768 * 1024  # of one publisher's current group of pictures: a viewer has room for it


class ByteStream:
    """One publisher's media, from chunks cut anywhere to pieces that viewers can be given."""

    def __init__(self, publisher: int) -> None:
        self.publisher = publisher
        self.epoch = 0
        self.mime = ""
        self.init = b""
        self.group: list[bytes] = []
        self.group_bytes = 0
        self.timestamp = 0  # of the group's first cluster, in milliseconds
        self._reader: WebmReader | None = None
        self._prompt = inf  # the least seen of (arrival - time of the newest block), in seconds
        self._patience = PATIENCE_SECONDS
        self._patient_until = -inf
        self._broken = False  # the rest of this epoch cannot be understood

    def begin(self, epoch: Epoch) -> None:
        """A new recorder run; nothing of the one before is kept."""
        if epoch.epoch <= self.epoch:
            raise WebmError(f"Epoch {epoch.epoch} does not come after epoch {self.epoch}.")
        self.epoch, self.mime = epoch.epoch, epoch.mime
        self.init, self._broken, self._prompt = b"", False, inf
        self._reader = WebmReader() if epoch.mime.startswith(WEBM) else None
        self.forget_group()

    def feed(self, chunk: bytes) -> list[MediaPiece]:
        """The pieces that a chunk completes; WebmError, once an epoch, if it is not media."""
        if self._broken:
            return []
        try:
            return self._read(chunk)
        except WebmError:
            self._broken = True
            self.forget_group()
            raise

    def _read(self, chunk: bytes) -> list[MediaPiece]:
        pieces = []
        for part in self._reader.feed(chunk) if self._reader else whole_file(chunk):
            if isinstance(part, InitSegment):
                self.init = part.data
            else:
                self._keep(part)
                pieces.append(part)
        return pieces

    def late(self, now: float) -> bool:
        """Whether the recorder has fallen behind, so that only a new epoch can catch up.

        A browser that had no time to encode keeps the delay for as long as the recorder runs.
        """
        if self._reader is None:
            return False
        delay = now - self._reader.latest / 1000
        self._prompt = min(self._prompt, delay)
        if delay - self._prompt < LATE_SECONDS or now < self._patient_until:
            return False
        calm = now - self._patient_until > MOST_PATIENCE_SECONDS
        longer = min(MOST_PATIENCE_SECONDS, 2 * self._patience)
        self._patience = PATIENCE_SECONDS if calm else longer
        self._patient_until = now + self._patience
        return True

    def forget_group(self) -> None:
        """Keeps nothing for late joiners until the next random access point."""
        self.group, self.group_bytes = [], 0

    def start(self, reason: str) -> Start:
        """The announcement to a viewer that the current group follows."""
        return Start(self.publisher, self.epoch, self.mime, self.timestamp, reason)

    @property
    def overfull(self) -> bool:
        """Whether the group has grown too large to be kept: time to ask for a new epoch."""
        return self.group_bytes > GROUP_BYTES

    def _keep(self, piece: MediaPiece) -> None:
        if piece.random_access:
            self.forget_group()
            self.timestamp = piece.timestamp
        elif not self.group:
            return  # the beginning is missing: of no use to a late joiner
        self.group.append(piece.data)
        self.group_bytes += len(piece.data)
