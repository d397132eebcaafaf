"""Who may enter a room: everybody, or with KEYS=1 whoever has a key to it. [pure]

The key is looked at before anything else, so that a stranger gets the same answer, as fast,
whether or not there is such a room. A key is for the door: who is inside when it expires may stay,
and may come back after a lost connection.
"""

from collections.abc import Iterable

from common import limits
from common.access import BadKey, Key, read, sign
from common.fields import ProtocolError

NO_KEY = "You need an invite link with a key to enter this room: ask whoever invited you for one."
EXPIRED = "Your invite link has expired: ask whoever invited you for a new one."
BARRED = (
    "A presenter has removed somebody who came in by this link, so it opens the room no more."
    " Ask whoever invited you for another."
)
OWN_EXPIRED = "Your own key has expired, so you can invite nobody: use a new presenter's link."


class Keys:
    """The secret that signs the keys of a server, and the keys of people who were removed."""

    def __init__(self, secret: bytes | None = None) -> None:
        self.barred: dict[str, int] = {}  # by its jti: when the key expires anyway
        self._secret = secret  # None: rooms are open

    @property
    def needed(self) -> bool:
        """Whether rooms are entered with keys only."""
        return self._secret is not None

    def entering(self, text: str | None, room: str, now: float) -> Key | None:
        """The key of somebody who comes in, None in an open room; ProtocolError says why not."""
        key = self.known(text, room)
        if key is None:
            return None
        if key.is_expired(now):
            raise _refusal(EXPIRED)
        if key.jti in self.barred:
            raise _refusal(BARRED)
        return key

    def returning(self, text: str | None, room: str, before: Key | None, now: float) -> Key | None:
        """The key of somebody who is in the room already, with this key, and was only cut off.

        It may have expired meanwhile, or was barred because somebody else came in by it.
        """
        key = self.known(text, room)
        if key is not None and key.is_expired(now) and key != before:
            raise _refusal(EXPIRED)
        return key

    def known(self, text: str | None, room: str) -> Key | None:
        """The key to a room, perhaps an old one; None in an open room, else ProtocolError."""
        key = self.read(text)
        if key is not None and key.room != room:
            raise _refusal(NO_KEY)
        return key

    def read(self, text: str | None) -> Key | None:
        """The key in a text, to whichever room; None if rooms are open, else ProtocolError."""
        if self._secret is None:
            return None
        try:
            return read(text or "", self._secret)
        except BadKey:
            raise _refusal(NO_KEY) from None

    def sign(self, key: Key) -> str:
        """The text of a key; empty if rooms are open."""
        return sign(key, self._secret) if self._secret is not None else ""

    def derive(self, own: Key, rights: str, seconds: int, jti: str, now: float) -> Key:
        """A key for somebody whom a presenter invites: it is good no longer than their own."""
        if own.is_expired(now):
            raise _refusal(OWN_EXPIRED)
        return Key(own.room, rights, min(int(now) + seconds, own.exp), jti)

    def bar(self, barred: Iterable[tuple[str, int]], now: float) -> None:
        """Opens no door any more to these keys, given by jti and expiry."""
        self.barred.update(barred)
        self.barred = {jti: exp for jti, exp in self.barred.items() if exp > now}
        while len(self.barred) > limits.BARRED_KEYS:  # the first to expire is forgotten first
            del self.barred[min(self.barred, key=self.barred.__getitem__)]


def _refusal(sentence: str) -> ProtocolError:
    return ProtocolError("no_entry", sentence, "key")
