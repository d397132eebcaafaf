"""Who asks: the long-term credential mechanism, step by step (RFC 8489 section 9.2.4). [pure]"""

from collections.abc import Callable
from typing import NamedTuple

from common.stun import Attribute, Class, Message, answer
from common.stun_attributes import StunError
from steps.step3_turn.allocation import Client
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.nonces import Nonces
from steps.step3_turn.refusal import BAD_REQUEST, STALE_NONCE, UNAUTHENTICATED, Refused


class Login(NamedTuple):
    """A user who has proved to know the password, and the key that signs the responses."""

    username: str
    owner: str
    key: bytes


class Authenticator:
    """Checks requests; keeps nothing about those who fail."""

    def __init__(
        self,
        credentials: Credentials,
        nonces: Nonces,
        is_here: Callable[[str], bool] = lambda _owner: True,
    ) -> None:
        self.credentials = credentials
        self._nonces = nonces
        self._is_here = is_here

    def check(self, request: Message, client: Client, now: float) -> Login:
        """The user who sent a request; else Refused with 400, 401 or 438."""
        if not request.integrity:
            raise Refused(UNAUTHENTICATED)
        username, nonce = self._claims(request)
        if not self._nonces.is_good(nonce, client.address, now):
            raise Refused(STALE_NONCE)
        key = self.credentials.key_of(username)
        if key is None or not request.is_signed_with(key):
            raise Refused(UNAUTHENTICATED)
        if self._is_over(username, client, now):
            raise Refused(UNAUTHENTICATED)
        return Login(username, self.credentials.owner(username), key)

    def knows(self, request: Message) -> bool:
        """Whether somebody with a password signed a request, though perhaps with an old nonce."""
        try:
            username = request.get(Attribute.USERNAME)
        except StunError:
            return False
        key = None if username is None else self.credentials.key_of(username)
        return key is not None and request.is_signed_with(key)

    def challenge(self, refused: Refused, request: Message, client: Client, now: float) -> Message:
        """The response to who was refused here: 401 and 438 say with what to try again.

        It has no reason phrase: it goes to somebody who has not proved anything yet, so it must
        not be much longer than the request.
        """
        response = answer(request, Class.ERROR)
        response.add(Attribute.ERROR_CODE, (refused.code, ""))
        if refused.code != BAD_REQUEST:
            response.add(Attribute.REALM, self.credentials.realm)
            response.add(Attribute.NONCE, self._nonces.make(client.address, now))
        return response

    def _claims(self, request: Message) -> tuple[str, str]:
        try:
            username = request.get(Attribute.USERNAME)
            realm = request.get(Attribute.REALM)
            nonce = request.get(Attribute.NONCE)
        except StunError:
            raise Refused(BAD_REQUEST) from None
        if username is None or realm is None or nonce is None:
            raise Refused(BAD_REQUEST)
        if realm != self.credentials.realm:
            raise Refused(UNAUTHENTICATED)
        return username, nonce

    def _is_over(self, username: str, client: Client, now: float) -> bool:
        """Whether a password is good no more: who relays may outstay it, who left may not."""
        if not self._is_here(self.credentials.owner(username)):
            return True
        held = client.allocation
        known = held is not None and held.until > now and held.username == username
        return not known and self.credentials.is_expired(username, now)
