"""One viewer of step 1: whose media it has from their beginning, and whether it keeps up. [pure]

A chunk in the middle cannot be left out: the decoder would have a hole. So a viewer whose socket
takes less than comes is skipped as a whole to a later keyframe, and harms nobody else.
"""

from dataclasses import dataclass, field
from typing import Protocol

BEHIND_SECONDS = 1.0  # without the socket once being empty
BACKLOG_BYTES = 1024 * 1024


class FrameSink(Protocol):
    """Where frames for one viewer go: a WebSocket's outlet, or a list in a notebook."""

    def backlog(self) -> int:
        """The bytes not yet taken by the socket."""

    def write(self, frames: bytes) -> None:
        """Queues whole frames without waiting."""


@dataclass(slots=True)
class Viewer:
    """A participant's receiving side."""

    id: int
    sink: FrameSink
    playing: set[int] = field(default_factory=set)  # publishers it has a beginning of
    known: dict[int, int] = field(default_factory=dict)  # publisher -> epoch it was started with
    skipping: bool = False
    skipped: int = 0  # how often it fell behind
    _filled_at: float | None = None

    def keeps_up(self, now: float) -> bool:
        """Whether the socket takes what comes; after falling behind, whether it is empty again."""
        backlog = self.sink.backlog()
        if not backlog:
            self._filled_at, self.skipping = None, False
        elif self._filled_at is None:
            self._filled_at = now
        elif self._too_far_behind(backlog, now) and not self.skipping:
            self.skipping = True
            self.skipped += 1
            self.playing.clear()
        return not self.skipping

    def has_room_for(self, size: int) -> bool:
        """Whether `size` more bytes stay within the bound on what is queued for one viewer."""
        return self.sink.backlog() + size <= BACKLOG_BYTES

    def _too_far_behind(self, backlog: int, now: float) -> bool:
        waited = now - (self._filled_at if self._filled_at is not None else now)
        return waited > BEHIND_SECONDS or backlog > BACKLOG_BYTES
