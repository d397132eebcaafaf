"""Your part: the numbers and times under which one subscriber is sent one track.

This first version is naive, and the check says where it fails. `common/rtp.py` has `unwrap`.
"""

CLOCK_RATE = 90_000  # timestamp units in a second, of any picture


class Numbering:
    """What one subscription makes of one track's sequence numbers and timestamps."""

    def __init__(self) -> None:
        self.after_a_cut = False

    def cut(self) -> None:
        """The next packet follows a pause, or comes from another source."""
        self.after_a_cut = True

    def rewrite(self, number: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """The number and timestamp to send a packet with, or None: it must not be sent.

        `number` has 16 bits, `timestamp` 32; `now` is the time in seconds.
        """
        # The publisher has numbered its packets already. Is that not enough?
        return number, timestamp

    def original(self, number: int) -> int:
        """The publisher's number of the packet that was sent as `number`: somebody lost it."""
        return number
