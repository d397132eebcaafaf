"""Who is speaking, from the loudness that browsers write beside each packet (RFC 6464). [pure]

The sound itself stays closed: a header extension tells its level.
"""

from dataclasses import dataclass

from common.rtp import audio_level

LOUD = 45  # dB below the loudest possible: speech is louder, a room's noise is not
PACKETS = 3  # of 20 ms in a row: a click of the keyboard is shorter
HOLD_SECONDS = 0.8  # the pauses between words


@dataclass(slots=True)
class Voice:
    """Whether one participant speaks."""

    _loud: int = 0
    _until: float = 0.0

    def note(self, value: bytes, now: float) -> None:
        """Takes a packet's audio level extension."""
        _voice, level = audio_level(value)
        self._loud = self._loud + 1 if level <= LOUD else 0
        if self._loud >= PACKETS:
            self._until = now + HOLD_SECONDS

    def speaking(self, now: float) -> bool:
        """Whether there is speech, or was a moment ago."""
        return now < self._until
