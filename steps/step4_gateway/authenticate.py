"""Who may use a gateway: STUNner's three kinds of authentication. [pure]

`static` is one user with a password, `ephemeral` is everybody who got a password that expires,
`none` is nobody: the gateway then is a plain STUN server.
"""

from collections.abc import Callable

from common.stun import Message
from steps.step3_turn.allocation import Client
from steps.step3_turn.authentication import Authenticator, Login
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.nonces import Nonces
from steps.step3_turn.refusal import BAD_REQUEST, Refused
from steps.step4_gateway.dataplane_config import Auth

LONGEST_EXPIRY = 12  # digits


class EphemeralCredentials(Credentials):
    """Passwords that expire; the first number between the colons of a user name says when.

    Step 3 wants it in the first place, and somebody behind it: "1767225600:ada". STUNner takes
    "ada:1767225600" and "1767225600" too.
    """

    def is_expired(self, username: str, now: float) -> bool:
        """Whether a password has expired."""
        expiry = _expiry(username)
        return expiry is None or int(expiry) < self.unix_time(now)

    def owner(self, username: str) -> str:
        """Who stands behind a user name: all that is not the number, if there is more."""
        parts = username.split(":")
        if (expiry := _expiry(username)) is not None:
            parts.remove(expiry)
        return ":".join(parts) or username

    def _ephemeral(self, username: str) -> str | None:
        return self._password(username) if _expiry(username) is not None else None


class GatewayAuthenticator(Authenticator):
    """Checks requests by credentials that can be changed while allocations are there."""

    def __init__(self, auth: Auth, nonces: Nonces, unix_time: Callable[[float], float]) -> None:
        super().__init__(credentials_of(auth, unix_time), nonces)
        self._relays = auth.type != "none"
        self._unix_time = unix_time

    def change(self, auth: Auth) -> None:
        """Has other credentials; who came with those of before fails at the next Refresh."""
        self.credentials = credentials_of(auth, self._unix_time)
        self._relays = auth.type != "none"

    def check(self, request: Message, client: Client, now: float) -> Login:
        """The user who sent a request; without authentication there is no TURN, only 400."""
        if not self._relays:
            raise Refused(BAD_REQUEST)
        return super().check(request, client, now)


def credentials_of(auth: Auth, unix_time: Callable[[float], float]) -> Credentials:
    """The users that a configuration names."""
    told = auth.credentials
    if auth.type == "ephemeral":
        return EphemeralCredentials(auth.realm, secret=told["secret"], unix_time=unix_time)
    users = {told["username"]: told["password"]} if auth.type == "static" else {}
    return Credentials(auth.realm, users, unix_time=unix_time)


def _expiry(username: str) -> str | None:
    parts = username.split(":")
    numbers = [one for one in parts if one.isascii() and one.isdigit()]
    return numbers[0] if numbers and len(numbers[0]) <= LONGEST_EXPIRY else None
