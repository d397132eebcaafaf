"""The wishes of many for a whole picture, told to the publisher as few. [pure]

A keyframe is ten times as large as another picture. Everybody who joins wants one, and whoever
lost too much: so a track's publisher is asked at most twice a second. A wish that comes sooner is
not forgotten, it waits (RFC 4585 section 6.3.1).
"""

from dataclasses import dataclass

APART = 0.5  # seconds between two requests for one track
ANSWERED_WITHIN = 1.0  # else it was lost, and is asked again
MOST_TIMES = 5  # without an answer


@dataclass(slots=True)
class PictureRequests:
    """The requests for one track."""

    _wanted: bool = False
    _asked_at: float = -APART
    _times: int = 0  # since the last keyframe

    def want(self) -> None:
        """Somebody needs a whole picture."""
        if not self._wanted:
            self._wanted, self._times = True, 0

    def keyframe(self) -> None:
        """One has begun: nobody needs to wait for another."""
        self._wanted = False

    def due(self, now: float) -> bool:
        """Whether the publisher is to be asked now; True counts as asked."""
        apart = APART if not self._times else ANSWERED_WITHIN
        if not self._wanted or now - self._asked_at < apart:
            return False
        self._times += 1
        self._asked_at = now
        self._wanted = self._times < MOST_TIMES
        return True
