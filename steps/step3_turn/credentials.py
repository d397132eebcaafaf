"""Who may relay: the long-term credential mechanism, with passwords that expire. [pure]

A user name "1767225600:4711" says until when it may be used (Unix time) and by whom; its password
is an HMAC-SHA1 over it, so that the server needs to keep nothing but one secret. (The "TURN REST
API", draft-uberti-behave-turn-rest; RFC 8489 section 9.2 has the mechanism itself.)
"""

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import md5
from typing import NamedTuple

LIFETIME = 300.0  # seconds in which an ephemeral password can begin an allocation
LONGEST_NAME = 508  # bytes (RFC 8489 section 14.3)


class Ephemeral(NamedTuple):
    """A user name and its password, good for a while."""

    username: str
    password: str


class Credentials:
    """The users of a TURN server: some by name, and everybody who has got a password of ours.

    `unix_time` tells Unix time at a moment of our clock: see `hosting.py` for the two there are.
    """

    def __init__(
        self,
        realm: str,
        users: Mapping[str, str] | None = None,
        secret: str | None = None,
        unix_time: Callable[[float], float] = float,
    ) -> None:
        if secret == "":
            raise ValueError("With an empty secret everybody could make passwords.")
        self.realm = realm
        self._users = dict(users or {})
        self._secret = secret
        self.unix_time = unix_time

    def issue(self, who: str, now: float, lifetime: float = LIFETIME) -> Ephemeral:
        """A password for somebody, from now on and for some seconds."""
        username = f"{int(self.unix_time(now) + lifetime)}:{who}"
        return Ephemeral(username, self._password(username))

    def key_of(self, username: str) -> bytes | None:
        """The key that signs a user's messages, expired or not; None for a stranger."""
        password = self._users.get(username) or self._ephemeral(username)
        if password is None or len(username.encode()) > LONGEST_NAME:
            return None
        # RFC 8489 section 9.2.2: the key is an MD5 hash of name, realm and password.
        return md5(f"{username}:{self.realm}:{password}".encode(), usedforsecurity=False).digest()

    def is_expired(self, username: str, now: float) -> bool:
        """Whether a password that expires has done so."""
        if username in self._users:
            return False
        return int(username.partition(":")[0]) < self.unix_time(now)

    def owner(self, username: str) -> str:
        """Who stands behind a user name: the same person under each of their passwords."""
        return username if username in self._users else username.partition(":")[2]

    def _ephemeral(self, username: str) -> str | None:
        expiry, colon, who = username.partition(":")
        well_formed = expiry.isascii() and expiry.isdigit() and len(expiry) <= 12 and colon and who
        return self._password(username) if self._secret is not None and well_formed else None

    def _password(self, username: str) -> str:
        secret = (self._secret or "").encode()
        return b64encode(hmac.digest(secret, username.encode(), "sha1")).decode()
