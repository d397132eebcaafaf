"""Who may begin a session over HTTP: not too many from one address, and with a key where needed.

RFC 9725 section 5 asks for the first, section 4.7 for the second.
"""

import time

from common.fields import ProtocolError
from common.keys import Keys
from common.limits import TokenBucket

# A lecture hall has one address: what is limited is a flood, not a class.
BEGUN_PER_SECOND, BEGUN_AT_ONCE, MOST_ADDRESSES = 2.0, 50.0, 1_024


class Doorkeeper:
    """How often sessions were begun from each address, and the keys."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._buckets: dict[str, TokenBucket] = {}  # in order of last use

    def admits(self, address: str, now: float) -> bool:
        """Whether another session may begin."""
        known = self._buckets.pop(address, None)
        bucket = known or TokenBucket(BEGUN_PER_SECOND, BEGUN_AT_ONCE, now)
        self._buckets[address] = bucket
        if len(self._buckets) > MOST_ADDRESSES:
            del self._buckets[next(iter(self._buckets))]
        return bucket.take(now)

    def require_key(self, text: str | None, room: str, right: str) -> None:
        """ProtocolError unless a key gives this right in the room, of which nothing is told yet."""
        key = self._keys.entering(text, room, time.time())
        if key is not None and not key.allows(right):
            sentence = "This key lets you see and hear only: ask for one that lets you send."
            raise ProtocolError("forbidden", sentence)
