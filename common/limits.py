"""The bounds that keep one participant from harming the others. [pure]

Numbers in one place, each with its unit; and the token bucket that enforces the rates.
"""

from dataclasses import dataclass

ROOMS = 100
PARTICIPANTS_PER_ROOM = 150
PARTICIPANTS = 300
PUBLISHERS_PER_ROOM = 12
SCREENS_PER_ROOM = 6  # that step 1 fans out at once, beside the publishers
WAITING_PER_ROOM = 50  # to be let in by a presenter
WAITING = 300

MESSAGES_PER_SECOND = 50.0
MESSAGE_BURST = 100.0
ERRORS = 20  # invalid messages, then the connection is closed

REACTIONS_PER_SECOND = 1.0  # of one participant: each goes to everybody in the room
REACTION_BURST = 5.0

QR_CODES_PER_SECOND = 2.0  # of a server: each costs it some 30 ms
QR_CODE_BURST = 10.0
LONGEST_LINK = 600  # characters

JOIN_SECONDS = 10.0  # from accepting a WebSocket to its first message
PING_SECONDS = 10.0
PONG_SECONDS = 5.0
RESUME_SECONDS = 20.0  # how long a participant without a WebSocket is kept
DEAD_SECONDS = 8.0  # and how long if the media have ended as well

EVENTS_KEPT = 512  # per room, for those who come back
CHAT_KEPT = 100
CHAT_CHARACTERS_KEPT = 20_000  # so that a welcome arrives in time over a thin link
BARRED_KEYS = 500  # of people who were removed, until they expire
BACKLOG_BYTES = 256 * 1024  # of signalling, unsent to one browser, before it counts as gone


@dataclass(slots=True)
class TokenBucket:
    """A rate limit: `rate` tokens a second flow in, at most `burst` are kept."""

    rate: float
    burst: float
    now: float
    tokens: float = -1.0

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def take(self, now: float, tokens: float = 1.0) -> bool:
        """Whether `tokens` were there to be taken at `now` (seconds)."""
        self.tokens = min(self.burst, self.tokens + (now - self.now) * self.rate)
        self.now = now
        if self.tokens < tokens:
            return False
        self.tokens -= tokens
        return True
