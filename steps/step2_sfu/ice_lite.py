"""ICE-lite: the server's side of finding a path, which only answers (RFC 8445). [pure]

The browser sends Binding requests from each of its addresses; one that is signed with the
password from our offer proves that its sender is the participant, and that packets pass. The
browser nominates the address it wants to be sent to, and may nominate another at any time: so a
participant who changes from Wi-Fi to a cable stays in the call. Nothing is sent of our own accord,
and no candidate that a browser names is ever contacted.
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from common.stun import Attribute, Class, Message, answer, serialize
from common.stun_attributes import Address

MOST_ADDRESSES = 8  # validated, of one participant
UNUSED_SECONDS = 60.0  # then a pair that was validated, and not nominated, is forgotten
CONSENT_SECONDS = 8.0  # without a valid packet, then the participant is gone (RFC 7675)
RESTART_SECONDS = 3.0  # in which the credentials before an ICE restart still count
BAD_REQUEST, UNAUTHENTICATED, UNKNOWN_ATTRIBUTE, ROLE_CONFLICT = 400, 401, 420, 487
REASONS = {
    BAD_REQUEST: "Bad Request",
    UNAUTHENTICATED: "Unauthenticated",
    UNKNOWN_ATTRIBUTE: "Unknown Attribute",
    ROLE_CONFLICT: "Role Conflict",
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user fragment and the password that goes with it (RFC 8445 section 5.3)."""

    ufrag: str
    password: str


class Pair(NamedTuple):
    """A candidate pair: which of our sockets, and the browser's address as we see it.

    A packet must leave from the socket that was asked, or the browser does not know it.
    """

    local: int
    remote: Address


@dataclass(slots=True)
class IceLite:
    """The agent of one participant: who they are, and where their packets come from."""

    credentials: Credentials
    heard_at: float  # when the last valid packet came, in seconds
    selected: Pair | None = None  # the nominated pair: packets for them go there
    _validated: dict[Pair, float] = field(default_factory=dict)  # last use, in its order
    _before: Credentials | None = None
    _before_until: float = 0.0

    def restart(self, credentials: Credentials, now: float) -> None:
        """Begins an ICE restart (RFC 8445 section 9); media go on where they went."""
        self._before, self._before_until = self.credentials, now + RESTART_SECONDS
        self.credentials = credentials

    @property
    def ufrags(self) -> list[str]:
        """The user fragments under which requests may come."""
        return [known.ufrag for known in (self.credentials, self._before) if known]

    @property
    def path(self) -> Pair | None:
        """Where packets go: over the nominated pair, or before that over the newest valid one."""
        return self.selected or next(reversed(self._validated), None)

    @property
    def validated(self) -> list[Pair]:
        """The pairs from which packets that are not STUN may come."""
        return list(self._validated)

    def hear(self, now: float) -> None:
        """Notes a packet that only the participant can have sent."""
        self.heard_at = now

    def give_up(self) -> None:
        """Ends all paths: the participant is gone."""
        self.selected, self.heard_at = None, -math.inf
        self._validated.clear()

    def is_gone(self, now: float) -> bool:
        """Whether nothing valid has come for so long that the participant must be gone."""
        return now - self.heard_at > CONSENT_SECONDS

    def is_signed(self, request: Message, now: float) -> bool:
        """Whether a request comes from somebody who knows the password."""
        credentials = self._credentials_for(request, now)
        return credentials is not None and request.is_signed_with(credentials.password.encode())

    def receive(self, request: Message, pair: Pair, now: float) -> bytes:
        """The response to a Binding request; a valid one validates the pair it came over."""
        credentials = self._credentials_for(request, now)
        if not request.integrity or request.get(Attribute.USERNAME) is None:
            return refusal(request, BAD_REQUEST)
        if credentials is None or not self.is_signed(request, now):
            return refusal(request, UNAUTHENTICATED)
        key = credentials.password.encode()
        if unknown := request.unknown_required:
            return refusal(request, UNKNOWN_ATTRIBUTE, key, unknown)
        if request.get(Attribute.ICE_CONTROLLED) is not None:
            return refusal(request, ROLE_CONFLICT, key)  # a lite agent is always the controlled one
        nominated = request.get(Attribute.USE_CANDIDATE) is not None
        self._validate(pair, nominated=nominated, now=now)
        self.hear(now)
        response = answer(request)
        response.add(Attribute.XOR_MAPPED_ADDRESS, pair.remote)
        return serialize(response, key)

    def _credentials_for(self, request: Message, now: float) -> Credentials | None:
        ufrag = local_ufrag(request)
        if ufrag == self.credentials.ufrag:
            return self.credentials
        if self._before and ufrag == self._before.ufrag and now < self._before_until:
            return self._before
        return None

    def _validate(self, pair: Pair, *, nominated: bool, now: float) -> None:
        if nominated:
            self.selected = pair
        self._validated.pop(pair, None)
        self._validated[pair] = now
        others = [old for old in self._validated if old != self.selected]
        too_many = len(self._validated) - MOST_ADDRESSES
        for place, old in enumerate(others):
            if place < too_many or now - self._validated[old] > UNUSED_SECONDS:
                del self._validated[old]


def local_ufrag(request: Message) -> str:
    """Our half of a request's USERNAME, which is "ours:theirs" (RFC 8445 section 7.2.2)."""
    username: str = request.get(Attribute.USERNAME) or ""
    return username.partition(":")[0]


def refusal(
    request: Message, code: int, key: bytes | None = None, unknown: list[int] | None = None
) -> bytes:
    """An error response, as short as it may be: it must not serve to flood somebody else."""
    response = answer(request, Class.ERROR)
    response.add(Attribute.ERROR_CODE, (code, REASONS[code]))
    if unknown is not None:
        response.add(Attribute.UNKNOWN_ATTRIBUTES, unknown)
    return serialize(response, key)
