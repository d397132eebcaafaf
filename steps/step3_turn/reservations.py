"""Ports kept for a second allocation: RTCP wants the one above RTP's (RFC 8656 7.2). [pure]"""

from typing import NamedTuple

from steps.step3_turn.allocation import Relay

RESERVATION_SECONDS = 30.0


class Reservation(NamedTuple):
    """A relay that waits for the client who has its token."""

    relay: Relay
    owner: str
    until: float


class Reservations:
    """What is reserved, by token."""

    def __init__(self) -> None:
        self._by_token: dict[bytes, Reservation] = {}

    def keep(self, token: bytes, relay: Relay, owner: str, now: float) -> None:
        """Reserves a relay for its owner."""
        self._by_token[token] = Reservation(relay, owner, now + RESERVATION_SECONDS)

    def claim(self, token: bytes, owner: str, now: float) -> Relay | None:
        """The relay behind a token, if it is this owner's; it is reserved no more."""
        kept = self._by_token.get(token)
        if kept is None or kept.owner != owner or kept.until <= now:
            return None
        del self._by_token[token]
        return kept.relay

    def expire(self, now: float) -> list[Reservation]:
        """Takes out those whose time is over."""
        over = {token: kept for token, kept in self._by_token.items() if kept.until <= now}
        for token in over:
            del self._by_token[token]
        return list(over.values())
